/**
 * Lets the program go on when nobody reads what it prints any more (`shakedown run | head`, a terminal that was closed): its results are in files. Else each
 * line would be an exception, and the line that tells of it the next one.
 */
export function outliveReader(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
}
