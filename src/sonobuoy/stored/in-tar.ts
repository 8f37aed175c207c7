import { basename } from 'node:path/posix';
import type { Readable } from 'node:stream';
import { Parser, type ReadEntry } from 'tar';
import { RESULTS } from '../../publish/file-names.ts';
import { JOURNAL } from '../../run/record/file-names.ts';
import { damage } from '../damage.ts';
import { archiveFiles } from './archive-files.ts';
import { LIMITS } from './limits.ts';
import { notFound, unreadable } from './refusals.ts';
import type { Stored } from './stored.ts';

const FILES: readonly string[] = ['File', 'OldFile', 'ContiguousFile'];
const LINKS: readonly string[] = ['SymbolicLink', 'Link'];

/**
 * Reads the results in a stream of a tar archive, of which only those are held in memory.
 * @param path what the user has named. @param size of the file, in bytes.
 * @param wasCompressed whether its end was found by the compression.
 */
export async function inTar(
  { path, size }: { path: string; size: number },
  source: Readable,
  wasCompressed: boolean,
): Promise<Stored> {
  const files = archiveFiles();
  const texts = new Map<string, Buffer[]>();
  const largest = Math.min(LIMITS.bytes, Math.max(LIMITS.expandedBytes, size * LIMITS.expansion));
  let [held, bytes] = [0, 0];
  let problem: string | undefined;
  const take = (entry: ReadEntry) => {
    const name = entry.path.replace(/^(?:\.?\/)+/, '');
    const isLink = LINKS.includes(entry.type);
    const isFile = FILES.includes(entry.type);
    if ((!isFile && !isLink) || problem !== undefined) return entry.resume();
    const reader = files.add({ path: name, isLink }, entry.mtime);
    if (files.count > LIMITS.files) problem ??= 'it has more than 1,000,000 files';
    const isResults = isFile && (name.endsWith(RESULTS) || basename(name) === JOURNAL);
    held += isResults ? entry.size : 0;
    if (held > LIMITS.results) problem ??= `its ${RESULTS} is larger than 512 MiB`;
    if (isResults && problem === undefined) {
      const parts: Buffer[] = [];
      texts.set(name, parts);
      return entry.on('data', (part: Buffer) => parts.push(part));
    }
    if (!reader || problem !== undefined) return entry.resume();
    return entry.on('data', reader.write).on('end', reader.end);
  };
  const parser = new Parser({
    onReadEntry: take,
    onwarn: (code, message) => {
      if (code === 'TAR_BAD_ARCHIVE' || code === 'TAR_ENTRY_INVALID')
        problem ??= damage({ code, message }, files.count);
    },
  });
  async function* bounded() {
    for await (const chunk of source) {
      bytes += (chunk as Buffer).length;
      if (bytes > largest) problem ??= `it is larger than ${largest / 1024 ** 3} GiB without compression`;
      if (problem !== undefined) return;
      yield chunk as Buffer;
    }
  }
  // A tar archive ends with blocks of zeros; one that was cut off between two files has none. A compressed one tells by its compression.
  let isWhole = wasCompressed;
  parser.on('nullBlock', () => (isWhole = true));
  try {
    for await (const chunk of bounded()) parser.write(chunk);
    await ended(parser);
  } catch (error) {
    problem ??= damage(error, files.count);
  }
  if (!isWhole) problem ??= damage(undefined, files.count);
  if (problem !== undefined) throw unreadable(path, problem);
  return await files.stored(
    (found) =>
      Buffer.concat(texts.get(found) ?? [])
        .toString('utf8')
        .replace(/^\uFEFF/, ''),
    ({ nothing, todo }) => notFound(`${path}: ${nothing}`, todo),
  );
}

function ended(parser: Parser): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.on('end', () => resolve());
    parser.on('error', reject);
    parser.end();
  });
}
