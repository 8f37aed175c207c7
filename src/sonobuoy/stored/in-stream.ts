import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { damage } from '../damage.ts';
import { formatOf, HEAD } from './file-format.ts';
import { inTar } from './in-tar.ts';
import { refuseOthers, unreadable } from './refusals.ts';
import { looseReports } from './reports/loose-reports.ts';
import type { Stored } from './stored.ts';
import { wholeText } from './whole-text.ts';

/** A piece of what is read without compression, in bytes: larger ones cost memory, smaller ones time. */
const PIECE = 128 * 1024;
/** How often something may be compressed: browsers compress an archive again. */
const LAYERS = 2;

/** A file that the user has named, or one in it. */
export interface Named {
  path: string;
  /** In bytes. */
  size: number;
  /** When it was written, if that is known. */
  mtime?: Date;
}

/**
 * Reads the results in bytes of which nothing is known yet: a tar archive, results.json, a JUnit report, each also compressed.
 * @param layers how often they were compressed.
 */
export async function inBytes(named: Named, chunks: AsyncIterable<Buffer>, layers = 0): Promise<Stored> {
  const { path } = named;
  const { head, rest } = await peek(chunks[Symbol.asyncIterator]());
  const format = formatOf(head);
  if (format === 'json') return { text: await wholeText(path, rest) };
  if (format === 'xml') return await inReport(named, rest);
  refuseOthers(path, format);
  if (format !== 'gzip') return await inTar(named, Readable.from(rest), layers > 0);
  if (layers >= LAYERS) throw unreadable(path, 'it is compressed three times');
  return await inGzip(named, Readable.from(rest), layers + 1);
}

async function inGzip(named: Named, source: Readable, layers: number): Promise<Stored> {
  const plain = source.pipe(createGunzip({ chunkSize: PIECE }));
  source.once('error', (error) => plain.destroy(error));
  try {
    return await inBytes(named, plain, layers);
  } catch (error) {
    throw error instanceof ShakedownError ? error : unreadable(named.path, damage(error), error);
  } finally {
    source.destroy();
    plain.destroy();
  }
}

async function inReport({ path, mtime }: Named, chunks: AsyncIterable<Buffer>): Promise<Stored> {
  const reports = looseReports();
  const reader = reports.reader(path, mtime);
  for await (const chunk of chunks) reader.write(chunk);
  reader.end();
  const found = reports.stored();
  if (found === undefined || typeof found === 'string')
    throw unreadable(
      path,
      found ?? 'it is XML, but no JUnit report',
      undefined,
      'name a JUnit report, or results.json',
    );
  return found;
}

/** The first bytes of a stream, and the stream with them. */
async function peek(chunks: AsyncIterator<Buffer>) {
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
    for (;;) {
      const { done, value } = await chunks.next();
      if (done) return;
      yield value;
    }
  }
  return { head: head.subarray(0, HEAD), rest: rest() };
}
