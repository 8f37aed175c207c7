import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { RESULTS } from '../../publish/file-names.ts';
import { damage } from '../damage.ts';
import { formatOf, HEAD } from './file-format.ts';
import { inTar } from './in-tar.ts';
import { LIMITS } from './limits.ts';
import { refuseOthers, unreadable } from './refusals.ts';
import type { Stored } from './stored.ts';

/** A piece of what is read without compression, in bytes: larger ones cost memory, smaller ones time. */
const PIECE = 128 * 1024;

/**
 * Reads the results in a stream of a tar archive, or of one that is compressed, even twice: browsers do that.
 * @param path what the user has named. @param size of the file, in bytes.
 */
export async function inStream(
  { path, size }: { path: string; size: number },
  source: Readable,
  isCompressed: boolean,
  layer = 1,
): Promise<Stored> {
  if (!isCompressed) return await inTar({ path, size }, source, layer > 1);
  const plain = source.pipe(createGunzip({ chunkSize: PIECE }));
  source.once('error', (error) => plain.destroy(error));
  const chunks = plain[Symbol.asyncIterator]() as AsyncIterableIterator<Buffer>;
  try {
    const { head, rest } = await peek(chunks);
    const format = formatOf(head);
    if (format === 'json') return { text: await whole(path, rest) };
    refuseOthers(path, format);
    if (format === 'gzip' && layer > 1) throw unreadable(path, 'it is compressed three times');
    return await inStream({ path, size }, Readable.from(rest), format === 'gzip', layer + 1);
  } catch (error) {
    throw error instanceof ShakedownError ? error : unreadable(path, damage(error), error);
  } finally {
    source.destroy();
    plain.destroy();
  }
}

/** The first bytes of a stream, and the stream with them. */
async function peek(chunks: AsyncIterableIterator<Buffer>) {
  const first: Buffer[] = [];
  let length = 0;
  while (length < HEAD) {
    const { done, value } = await chunks.next();
    if (done) break;
    first.push(value);
    length += value.length;
  }
  const head = Buffer.concat(first);
  async function* rest() {
    if (head.length > 0) yield head;
    yield* chunks;
  }
  return { head: head.subarray(0, HEAD), rest: rest() };
}

async function whole(path: string, chunks: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length > LIMITS.results) throw unreadable(path, `its ${RESULTS} is larger than 512 MiB`);
  }
  return Buffer.concat(parts)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}
