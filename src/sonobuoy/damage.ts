const INCOMPLETE = 'it is incomplete: it ends in the middle, as after an interrupted download';

function incomplete(files: number | undefined): string {
  return files === undefined ? INCOMPLETE : `${INCOMPLETE}; ${files} ${files === 1 ? 'file was' : 'files were'} there`;
}

/**
 * What is wrong with an archive, in our words: those of the libraries say nothing to people.
 * @param error of the tar or zlib library; `undefined` when the archive ended without its end.
 * @param files how many were there before. @default it is not known
 */
export function damage(error: unknown, files?: number): string {
  if (error === undefined) return incomplete(files);
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (code === 'Z_BUF_ERROR' || /truncated|unexpected end/i.test(message)) return incomplete(files);
  return 'it is damaged';
}
