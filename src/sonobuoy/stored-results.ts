import { createReadStream } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { ShakedownError } from '../errors/shakedown-error.ts';
import { RESULTS } from '../publish/file-names.ts';
import { cleanLine } from '../results/clean-text.ts';
import { damage } from './damage.ts';
import { formatOf, HEAD, whyUnreadable } from './file-format.ts';
import { findResults, type Entry } from './find-results.ts';

/** Limits for what is read: an archive comes from a cluster, and a cluster may be hostile. */
const LIMITS = { entries: 100_000, bytes: 4 * 1024 ** 3, results: 512 * 1024 ** 2, depth: 8 };
const URL_LIKE = /^[a-z][a-z0-9+.-]*:\/\//i;

/**
 * The text of the `results.json` of a run, from whatever people have of it: the file, the directory of the run, an archive as `sonobuoy
 * retrieve` fetched it, the same without compression, renamed, repacked, or unpacked. Formats are recognized by content.
 * @throws ShakedownError RESULTS_NOT_FOUND when there are none; RESULTS_UNREADABLE when something else is in their place, or it is damaged.
 */
export async function storedResults(path: string): Promise<string> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (URL_LIKE.test(path))
      throw unreadable(path, 'it is a URL, which is not fetched', undefined, 'download it, and name the file');
    throw cause.code === 'ENOENT'
      ? notFound(`there is no ${path}`)
      : unreadable(path, `it cannot be read (${cause.code})`);
  });
  if (found.isDirectory()) return await inDirectory(path);
  if (!found.isFile()) throw unreadable(path, 'it is neither a file nor a directory');
  const format = formatOf(await headOf(path));
  if (format === 'json') return await textOf(path, path);
  refuseOthers(path, format);
  return await inStream(path, createReadStream(path), format === 'gzip');
}

async function headOf(path: string): Promise<Uint8Array> {
  const refuse = refusalOf(path, path);
  const file = await open(path).catch(refuse);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(HEAD), position: 0 }).catch(refuse);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function textOf(file: string, named: string): Promise<string> {
  const refuse = refusalOf(named, file);
  const { size } = await stat(file).catch(refuse);
  if (size > LIMITS.results) throw unreadable(named, `its ${RESULTS} is larger than 512 MiB`);
  return (await readFile(file, 'utf8').catch(refuse)).replace(/^\uFEFF/, '');
}

/** Refuses what the system does not read. @param named what the user has named. @param place it, or what is in it. */
function refusalOf(named: string, place: string): (cause: NodeJS.ErrnoException) => never {
  const what = relative(named, place).replaceAll(sep, '/');
  return (cause) => {
    throw unreadable(named, `${what === '' ? 'it' : `its ${what}`} cannot be read (${cause.code})`, cause);
  };
}

async function inDirectory(path: string): Promise<string> {
  const entries: Entry[] = [];
  const below = async (directory: string, depth: number): Promise<void> => {
    for (const entry of await readdir(directory, { withFileTypes: true }).catch(refusalOf(path, directory))) {
      const full = join(directory, entry.name);
      if (entry.isDirectory() && depth < LIMITS.depth) await below(full, depth + 1);
      const isLink = entry.isSymbolicLink();
      if (entry.isFile() || isLink) entries.push({ path: relative(path, full).replaceAll(sep, '/'), isLink });
      if (entries.length > LIMITS.entries) throw unreadable(path, 'it has more than 100,000 files');
    }
  };
  const own = await readdir(path, { withFileTypes: true }).catch(refusalOf(path, path));
  if (own.some((entry) => entry.name === RESULTS && entry.isFile())) return await textOf(join(path, RESULTS), path);
  await below(path, 0);
  const found = findResults(entries);
  if ('nothing' in found) throw notFound(`${path}: ${found.nothing}`, found.todo);
  return await textOf(join(path, found.path), path);
}

/** Reads the results in a stream of a tar archive, or of one that is compressed, even twice: browsers do that. */
async function inStream(path: string, source: Readable, isCompressed: boolean, layer = 1): Promise<string> {
  if (!isCompressed) return await inTar(path, source, layer > 1);
  const plain = source.pipe(createGunzip());
  source.once('error', (error) => plain.destroy(error));
  const chunks = plain[Symbol.asyncIterator]() as AsyncIterableIterator<Buffer>;
  try {
    const { head, rest } = await peek(chunks);
    const format = formatOf(head);
    if (format === 'json') return await whole(path, rest);
    refuseOthers(path, format);
    if (format === 'gzip' && layer > 1) throw unreadable(path, 'it is compressed three times');
    return await inStream(path, Readable.from(rest), format === 'gzip', layer + 1);
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

async function inTar(path: string, source: Readable, wasCompressed: boolean): Promise<string> {
  // Of equal paths the last one counts, as when the archive is unpacked: newer files are appended.
  const entries = new Map<string, Entry>();
  const texts = new Map<string, Buffer[]>();
  let [held, bytes] = [0, 0];
  let problem: string | undefined;
  const take = (entry: ReadEntry) => {
    const name = entry.path.replace(/^(?:\.?\/)+/, '');
    const isLink = entry.type === 'SymbolicLink' || entry.type === 'Link';
    const isFile = ['File', 'OldFile', 'ContiguousFile'].includes(entry.type);
    if (isFile || isLink) entries.set(name, { path: name, isLink });
    if (entries.size > LIMITS.entries) problem ??= 'it has more than 100,000 files';
    held += isFile && name.endsWith(RESULTS) ? entry.size : 0;
    if (held > LIMITS.results) problem ??= `its ${RESULTS} is larger than 512 MiB`;
    if (!isFile || !name.endsWith(RESULTS) || problem !== undefined) return entry.resume();
    const parts: Buffer[] = [];
    texts.set(name, parts);
    return entry.on('data', (part: Buffer) => parts.push(part));
  };
  const parser = new Parser({
    onReadEntry: take,
    onwarn: (code, message) => {
      if (code === 'TAR_BAD_ARCHIVE' || code === 'TAR_ENTRY_INVALID') problem ??= damage({ code, message });
    },
  });
  async function* bounded() {
    for await (const chunk of source) {
      bytes += (chunk as Buffer).length;
      if (bytes > LIMITS.bytes) problem ??= 'it is larger than 4 GiB without compression';
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
    problem ??= damage(error);
  }
  if (!isWhole) problem ??= damage(undefined);
  if (problem !== undefined) throw unreadable(path, problem);
  const found = findResults([...entries.values()]);
  if ('nothing' in found) throw notFound(`${path}: ${found.nothing}`, found.todo);
  return Buffer.concat(texts.get(found.path) ?? [])
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

function ended(parser: Parser): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.on('end', () => resolve());
    parser.on('error', reject);
    parser.end();
  });
}

function refuseOthers(path: string, format: ReturnType<typeof formatOf>): void {
  const why = whyUnreadable(format);
  if (why) throw unreadable(path, why.seen, undefined, why.todo);
}

const FETCH_AGAIN = 'fetch it again with `sonobuoy retrieve`';

function unreadable(path: string, seen: string, cause?: unknown, todo = FETCH_AGAIN): ShakedownError {
  return new ShakedownError('RESULTS_UNREADABLE', {
    meaning: 'usage',
    expected: 'the results of a run, or an archive with them',
    seen: cleanLine(`${path}: ${seen}`),
    todo,
    cause,
  });
}

const NAME =
  'name the id of a run in results/, its directory, its results.json, or an archive that `sonobuoy retrieve` fetched';

function notFound(seen: string, todo = NAME): ShakedownError {
  return new ShakedownError('RESULTS_NOT_FOUND', {
    meaning: 'usage',
    expected: 'the results of a run',
    seen: cleanLine(seen),
    todo,
  });
}
