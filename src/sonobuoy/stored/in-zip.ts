import { crc32 } from 'node:zlib';
import { openPromise, type Entry as ZipEntry, type ZipFile } from 'yauzl';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { cleanLine } from '../../results/clean-text.ts';
import { damage } from '../damage.ts';
import { archiveFiles } from './archive-files.ts';
import { inBytes } from './in-stream.ts';
import { LIMITS } from './limits.ts';
import { notFound, unreadable } from './refusals.ts';
import type { Stored } from './stored.ts';
import { wholeText } from './whole-text.ts';

const UNPACK = 'unpack it, and name the directory or the archive in it';

/**
 * Reads the results in a ZIP archive, as CI systems and desktops make them; also those in the one archive that it has, because they pack what is an
 * archive already. Nothing is written, so a path leads nowhere.
 * @param path what the user has named. @param size of the file, in bytes.
 */
export async function inZip({ path, size }: { path: string; size: number }): Promise<Stored> {
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(path, { autoClose: false, lazyEntries: true, strictFileNames: false });
    return await inEntries(zip, { path, size });
  } catch (error) {
    throw error instanceof ShakedownError ? error : unreadable(path, problemOf(error), error, 'download it again');
  } finally {
    zip?.close();
  }
}

async function inEntries(zip: ZipFile, { path, size }: { path: string; size: number }): Promise<Stored> {
  if (zip.entryCount > LIMITS.files) throw unreadable(path, 'it has more than 1,000,000 files');
  const largest = Math.min(LIMITS.bytes, Math.max(LIMITS.expandedBytes, size * LIMITS.expansion));
  const files = archiveFiles();
  const entries = new Map<string, ZipEntry>();
  let bytes = 0;
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    const name = entry.fileName.replace(/^(?:\.?\/)+/, '');
    entries.set(name, entry);
    bytes += entry.uncompressedSize;
    if (bytes > largest) throw unreadable(path, `it is larger than ${largest / 1024 ** 3} GiB without compression`);
    const reader = files.add({ path: name, isLink: isLink(entry) }, entry.getLastModDate());
    if (!reader) continue;
    for await (const piece of contentOf(zip, entry, path)) reader.write(piece);
    reader.end();
  }
  const content = (name: string) => {
    const entry = entries.get(name);
    if (!entry) throw new Error(`${name} is not in the archive that it was found in`);
    return { entry, pieces: contentOf(zip, entry, path) };
  };
  return await files.stored(
    (found) => wholeText(path, content(found).pieces),
    ({ nothing, todo }) => notFound(`${path}: ${nothing}`, todo),
    (archive) => {
      const { entry, pieces } = content(archive);
      return inBytes({ path: `${path}: ${archive}`, size: entry.uncompressedSize }, pieces, 1);
    },
  );
}

/** The bytes of a file, which are those that were packed: their checksum says so. */
async function* contentOf(zip: ZipFile, entry: ZipEntry, path: string): AsyncGenerator<Buffer, void> {
  const name = cleanLine(entry.fileName, 120);
  if (entry.isEncrypted()) throw unreadable(path, `its ${name} is encrypted`, undefined, UNPACK);
  if (!entry.canDecodeFileData())
    throw unreadable(path, `its ${name} is compressed in a way that is not read`, undefined, UNPACK);
  let sum = 0;
  for await (const piece of await zip.openReadStreamPromise(entry)) {
    sum = crc32(piece as Buffer, sum);
    yield piece as Buffer;
  }
  if (sum !== entry.crc32)
    throw unreadable(path, `its ${name} is damaged: its checksum differs`, undefined, 'download it again');
}

/** What a program of Unix or macOS has packed has the mode of the file; 0120000 is that of a link. */
function isLink({ versionMadeBy, externalFileAttributes }: ZipEntry): boolean {
  return [3, 19].includes(versionMadeBy >>> 8) && ((externalFileAttributes >>> 16) & 0o170000) === 0o120000;
}

/** What is wrong with an archive, in our words. */
function problemOf(error: unknown): string {
  const { message = '' } = error as { message?: string };
  if (/multi-disk/.test(message)) return 'it is one of several parts of a ZIP archive';
  if (/encryption/.test(message)) return 'it is encrypted';
  if (/^(?:invalid relative path|absolute path)/.test(message)) return 'it has a file whose path leaves the archive';
  return damage(error);
}
