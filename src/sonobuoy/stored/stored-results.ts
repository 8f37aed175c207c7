import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { formatOf, HEAD } from './file-format.ts';
import { inDirectory, refusalOf, textOf } from './in-directory.ts';
import { inBytes } from './in-stream.ts';
import { inZip } from './in-zip.ts';
import { notFound, unreadable } from './refusals.ts';
import type { Stored } from './stored.ts';

const URL_LIKE = /^[a-z][a-z0-9+.-]*:\/\//i;

/**
 * The results of a run, from whatever people have of it: the file, the directory of the run, an archive as `sonobuoy retrieve` fetched it, the same
 * without compression, renamed, repacked, or unpacked; a ZIP archive with any of these; JUnit reports. Formats are recognized by content. Of an
 * archive also those of other plugins.
 * @throws ShakedownError RESULTS_NOT_FOUND when there are none; RESULTS_UNREADABLE when something else is in their place, or it is damaged.
 */
export async function storedResults(path: string): Promise<Stored> {
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
  if (format === 'json') return { text: await textOf(path, path) };
  const named = { path, size: found.size, mtime: found.mtime };
  if (format === 'zip') return await inZip(named);
  const source = createReadStream(path);
  try {
    return await inBytes(named, source);
  } finally {
    source.destroy();
  }
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
