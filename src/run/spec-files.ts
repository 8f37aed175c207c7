import { readdir } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { messageOf, ShakedownError } from '../errors/shakedown-error.ts';

/** A spec file and the area it belongs to. */
export interface SpecFile {
  path: string;
  /** The directory below the root it stands in; for a file in the root itself, the root's own name. */
  area: string;
}

/**
 * The spec files (`*.spec.ts`, `.js`, `.mjs`) below some directories, sorted.
 * @throws ShakedownError SPECS_UNREADABLE
 */
export async function findSpecFiles(roots: readonly string[]): Promise<SpecFile[]> {
  const found = await Promise.all(roots.map((root) => below(resolve(root))));
  return found.flat();
}

async function below(root: string): Promise<SpecFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw new ShakedownError('SPECS_UNREADABLE', {
      expected: `spec files in ${root}`,
      seen: messageOf(error),
      todo: 'name a directory that exists and can be read',
      cause: error,
    });
  });
  const paths = entries
    .filter((entry) => entry.isFile() && /\.spec\.(ts|js|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !relative(root, path).split(sep).includes('node_modules'));
  return paths.sort().map((path) => ({ path, area: areaOf(root, path) }));
}

function areaOf(root: string, path: string): string {
  const [first = '', ...rest] = relative(root, path).split(sep);
  return rest.length === 0 ? basename(root) : first;
}
