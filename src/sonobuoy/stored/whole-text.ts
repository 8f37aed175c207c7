import { RESULTS } from '../../publish/file-names.ts';
import { LIMITS } from './limits.ts';
import { unreadable } from './refusals.ts';

/** The text of results that come in pieces. @param path what the user has named. @throws ShakedownError RESULTS_UNREADABLE when it is too large. */
export async function wholeText(path: string, pieces: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const piece of pieces) {
    parts.push(piece);
    length += piece.length;
    if (length > LIMITS.results) throw unreadable(path, `its ${RESULTS} is larger than 512 MiB`);
  }
  return Buffer.concat(parts)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}
