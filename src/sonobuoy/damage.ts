const INCOMPLETE = 'it is incomplete: it ends in the middle, as after an interrupted download';

/**
 * What is wrong with an archive, in our words: those of the libraries say nothing to people.
 * @param error of the tar or zlib library; `undefined` when the archive ended without its end.
 */
export function damage(error: unknown): string {
  if (error === undefined) return INCOMPLETE;
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (code === 'Z_BUF_ERROR' || /truncated|unexpected end/i.test(message)) return INCOMPLETE;
  return 'it is damaged';
}
