import { lstat, readFile, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Entry } from './tar-archive.ts';

/** All files below a directory, as paths relative to it; what a link leads to counts as a file. */
export async function filesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .toSorted();
}

/**
 * Files as entries of an archive, executable where they are so.
 * @param files relative to `root`.
 * @param target the directory in the archive; empty for its root.
 */
export async function filesOf(root: string, files: readonly string[], target: string): Promise<Entry[]> {
  return await Promise.all(
    files.map(async (file): Promise<Entry> => {
      const source = join(root, file);
      const isExecutable = ((await lstat(source)).mode & 0o100) > 0;
      const path = join(target, file).replace(/^\//, '');
      return { type: 'File', path, content: await readFile(source), mode: isExecutable ? 0o755 : 0o644 };
    }),
  );
}

/** The entries, with all directories above them first; pure. */
export function withDirectories(entries: readonly Entry[]): Entry[] {
  const given = new Map(entries.flatMap((entry) => (entry.type === 'Directory' ? [[entry.path, entry]] : [])));
  const paths = new Set(entries.flatMap(({ path }) => above(path)));
  const directories = [...new Set([...paths, ...given.keys()])].toSorted();
  return [
    ...directories.map((path): Entry => given.get(path) ?? { type: 'Directory', path }),
    ...entries.filter(({ type }) => type !== 'Directory'),
  ];
}

function above(path: string): string[] {
  const directory = dirname(path);
  return directory === '.' ? [] : [...above(directory), directory];
}
