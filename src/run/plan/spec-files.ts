import { readdir } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { messageOf, ShakedownError } from '../../errors/shakedown-error.ts';

/** A spec file and the area it belongs to. */
export interface SpecFile {
  path: string;
  /** The name of the file's directory below the root; for a file in the root itself, the root's name. */
  area: string;
}

/**
 * The spec files (`*.spec.ts`, `.js`, `.mjs`) below some directories, sorted.
 * @throws ShakedownError SPECS_UNREADABLE, SPECS_NONE when a directory has none
 */
export async function findSpecFiles(roots: readonly string[]): Promise<SpecFile[]> {
  const found = await Promise.all(roots.map((root) => below(resolve(root))));
  return found.flat();
}

async function below(root: string): Promise<SpecFile[]> {
  const expected = 'a directory with spec files';
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(
    (cause: NodeJS.ErrnoException) => {
      throw new ShakedownError('SPECS_UNREADABLE', {
        meaning: 'usage',
        expected,
        seen: unreadable(root, cause),
        todo: 'name a directory that exists and can be read: --specs DIRECTORY',
        cause,
      });
    },
  );
  const paths = entries
    .filter((entry) => entry.isFile() && /\.spec\.(ts|js|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !relative(root, path).split(sep).includes('node_modules'));
  if (paths.length === 0) {
    throw new ShakedownError('SPECS_NONE', {
      meaning: 'usage',
      expected,
      seen: `no file below ${root} is named *.spec.ts, *.spec.js or *.spec.mjs`,
      todo: 'name the directory that they are in: --specs DIRECTORY',
    });
  }
  return paths.sort().map((path) => ({ path, area: areaOf(root, path) }));
}

function unreadable(root: string, error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return `there is no directory ${root}`;
  return error.code === 'ENOTDIR' ? `${root} is not a directory` : messageOf(error);
}

function areaOf(root: string, path: string): string {
  const [first = '', ...rest] = relative(root, path).split(sep);
  return rest.length === 0 ? basename(root) : first;
}
