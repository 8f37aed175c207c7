import { list, extract, type ReadEntry } from 'tar';
import { messageOf, ShakedownError } from '../errors/shakedown-error.ts';
import { damage } from './damage.ts';

/** Limits for unpacking an archive: it comes from a cluster, and a cluster may be hostile. */
const LIMITS = { files: 20_000, bytes: 1024 ** 3 };

/**
 * Unpacks the results of a plugin from an archive of Sonobuoy. Regular files only; no path leaves the directory.
 * @returns how many files there were.
 * @throws ShakedownError SONOBUOY_ARCHIVE
 */
export async function unpackPlugin(archive: string, plugin: string, directory: string): Promise<number> {
  const prefix = `plugins/${plugin}/results/global/`;
  let [files, bytes] = [0, 0];
  // Thrown at the end: an exception in a filter would end the process.
  let problem: string | undefined;
  const wanted = (path: string, entry: unknown) => {
    const { type, size } = entry as ReadEntry;
    if (!path.startsWith(prefix) || type !== 'File' || problem !== undefined) return false;
    files += 1;
    bytes += size;
    if (path.split('/').includes('..')) problem = `it contains the path ${path}`;
    if (files > LIMITS.files || bytes > LIMITS.bytes) problem = `more than ${LIMITS.files} files or 1 GiB of results`;
    return problem === undefined;
  };
  await reading(() =>
    extract({
      file: archive,
      cwd: directory,
      strip: prefix.split('/').length - 1,
      filter: wanted,
      strict: true,
      preserveOwner: false,
    }),
  );
  if (problem !== undefined) throw unusable(problem);
  return files;
}

/**
 * Sonobuoy's own message about why it has no results of a plugin.
 * @returns `undefined` when the archive has no such message.
 */
export async function errorOfPlugin(archive: string, plugin: string): Promise<string | undefined> {
  const text = await readFromArchive(archive, `plugins/${plugin}/errors/global/error.json`);
  if (text === undefined) return undefined;
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === 'string' ? error : text;
  } catch {
    return text.slice(0, 500);
  }
}

/**
 * One file of an archive, as text.
 * @returns `undefined` when the archive does not contain it.
 * @throws ShakedownError SONOBUOY_ARCHIVE
 */
export async function readFromArchive(archive: string, path: string): Promise<string | undefined> {
  let parts: Buffer[] | undefined;
  await reading(() =>
    list({
      file: archive,
      filter: (name, entry) => name === path && (entry as ReadEntry).size <= LIMITS.bytes,
      onReadEntry: (entry) => {
        const own: Buffer[] = (parts = []);
        entry.on('data', (part: Buffer) => own.push(part));
      },
    }),
  );
  return parts && Buffer.concat(parts).toString('utf8');
}

async function reading(read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (cause) {
    if (cause instanceof ShakedownError) throw cause;
    // What the file system says is no fault of the archive.
    const isOfSystem = (cause as NodeJS.ErrnoException).syscall !== undefined;
    throw unusable(isOfSystem ? messageOf(cause) : damage(cause), cause);
  }
}

function unusable(seen: string, cause?: unknown): ShakedownError {
  return new ShakedownError('SONOBUOY_ARCHIVE', {
    meaning: 'infrastructure',
    expected: 'an archive of Sonobuoy that can be unpacked',
    seen,
    todo: 'it is kept next to the results; `sonobuoy results` may show more',
    cause,
  });
}
