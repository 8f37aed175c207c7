import { chmod, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ShakedownError } from '../../errors/shakedown-error.ts';

/**
 * Creates one tar.gz of files in a directory, reads it again, and gives it its name only when it is complete: Sonobuoy's aggregator hangs
 * permanently on an empty or incomplete archive.
 * @param names relative to the directory.
 * @returns how many files are in it.
 * @throws ShakedownError ARCHIVE_DAMAGED
 */
export async function makeArchive(directory: string, names: readonly string[], target: string): Promise<number> {
  const { create, list } = await import('tar');
  const unfinished = `${target}.unfinished`;
  try {
    await create({ file: unfinished, cwd: directory, gzip: true, portable: true, strict: true }, [...names]);
    // The worker that sends it runs as another user.
    await chmod(unfinished, 0o644);
    const held = new Map<string, number>();
    await list({ file: unfinished, strict: true, onReadEntry: ({ path, size }) => void held.set(path, size) });
    for (const name of names) {
      const { size } = await stat(join(directory, name));
      if (held.get(name) !== size || size === 0) throw damaged(name, size, held.get(name));
    }
    await rename(unfinished, target);
    return held.size;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** The regular files below a directory that are not empty, relative to it. */
export async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.unfinished'));
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  return paths.filter((_, index) => sizes[index] !== 0).map((path) => relative(directory, path));
}

function damaged(name: string, size: number, held: number | undefined): ShakedownError {
  return new ShakedownError('ARCHIVE_DAMAGED', {
    meaning: 'infrastructure',
    expected: 'the archive to hold each file whole',
    seen: `${name} has ${size} bytes, in the archive ${held ?? 'it is missing'}`,
    todo: 'see whether the volume of the results is full',
  });
}
