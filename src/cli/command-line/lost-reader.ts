/**
 * Lets the program continue when nobody reads its output any more (`shakedown run | head`, a closed terminal): its results are in files. Otherwise each
 * line would throw an exception, and the line that reports it the next one.
 */
export function outliveReader(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // A terminal that was closed answers with EIO.
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
}
