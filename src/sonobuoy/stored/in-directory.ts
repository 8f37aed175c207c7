import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { RESULTS } from '../../publish/file-names.ts';
import { JOURNAL } from '../../run/record/file-names.ts';
import { archiveFiles } from './archive-files.ts';
import { restoredFrom } from './from-journal.ts';
import { LIMITS } from './limits.ts';
import { notFound, unreadable } from './refusals.ts';
import type { Stored } from './stored.ts';

/** Reads the results of the directory of a run, or of an unpacked archive. */
export async function inDirectory(path: string): Promise<Stored> {
  const own = await readdir(path, { withFileTypes: true }).catch(refusalOf(path, path));
  const has = (name: string) => own.some((entry) => entry.name === name && entry.isFile());
  const results = has(RESULTS) ? await textOf(join(path, RESULTS), path) : undefined;
  const restored = has(JOURNAL) ? restoredFrom(await textOf(join(path, JOURNAL), path), results) : undefined;
  if (restored !== undefined || results !== undefined) return { text: restored ?? results };
  const files = archiveFiles();
  const below = async (directory: string, depth: number): Promise<void> => {
    for (const entry of await readdir(directory, { withFileTypes: true }).catch(refusalOf(path, directory))) {
      const full = join(directory, entry.name);
      if (entry.isDirectory() && depth < LIMITS.depth) await below(full, depth + 1);
      const isLink = entry.isSymbolicLink();
      if (!entry.isFile() && !isLink) continue;
      const name = relative(path, full).replaceAll(sep, '/');
      const { mtime } = isLink ? {} : await stat(full).catch(refusalOf(path, full));
      const reader = files.add({ path: name, isLink }, mtime);
      if (files.count > LIMITS.files) throw unreadable(path, 'it has more than 1,000,000 files');
      if (!reader) continue;
      try {
        for await (const piece of createReadStream(full)) reader.write(piece as Buffer);
      } catch (error) {
        refusalOf(path, full)(error as NodeJS.ErrnoException);
      }
      reader.end();
    }
  };
  await below(path, 0);
  return await files.stored(
    (found) => textOf(join(path, found), path),
    ({ nothing, todo }) => notFound(`${path}: ${nothing}`, todo),
  );
}

/** The text of a file of results. @param named what the user has named. */
export async function textOf(file: string, named: string): Promise<string> {
  const refuse = refusalOf(named, file);
  const { size } = await stat(file).catch(refuse);
  if (size > LIMITS.results) throw unreadable(named, `its ${basename(file)} is larger than 512 MiB`);
  return (await readFile(file, 'utf8').catch(refuse)).replace(/^\uFEFF/, '');
}

/** Refuses what the system does not read. @param named what the user has named. @param place it, or what is in it. */
export function refusalOf(named: string, place: string): (cause: NodeJS.ErrnoException) => never {
  const what = relative(named, place).replaceAll(sep, '/');
  return (cause) => {
    throw unreadable(named, `${what === '' ? 'it' : `its ${what}`} cannot be read (${cause.code})`, cause);
  };
}
