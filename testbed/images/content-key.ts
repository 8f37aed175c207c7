import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** What the plugin's image is made of: files and directories of the checkout. `.dockerignore` lets in the same. */
export const INPUTS = [
  'package.json',
  'package-lock.json',
  '.npmrc',
  'LICENSE',
  'NOTICE',
  'scripts/build.mjs',
  'src',
  'specs',
  'plugin',
  'workloads',
];

/** How it is made. */
const RECIPE = ['Dockerfile', '.dockerignore'];

/**
 * Changes when anything does that the plugin's image is made of, or made with; tests beside the code are not in it.
 * @param root of the checkout.
 */
export async function contentKey(root: string): Promise<string> {
  const files: string[] = [];
  for await (const entry of glob(
    [...INPUTS, ...RECIPE].flatMap((input) => [input, `${input}/**/*`]),
    { cwd: root, withFileTypes: true },
  )) {
    if (entry.isFile() && !entry.name.endsWith('.test.ts'))
      files.push(relative(root, join(entry.parentPath, entry.name)));
  }
  const hash = createHash('sha256').update(`${process.version} ${process.arch}\n`);
  for (const file of [...new Set(files)].sort()) {
    const content = await readFile(join(root, file));
    hash.update(`${file} ${content.length}\n`).update(content);
  }
  return hash.digest('hex').slice(0, 12);
}
