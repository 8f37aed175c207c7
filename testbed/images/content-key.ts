import { createHash } from 'node:crypto';
import { cp, glob, readFile } from 'node:fs/promises';
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
  const hash = createHash('sha256').update(`${process.version} ${process.arch}\n`);
  for (const file of await contentFiles(root)) {
    const content = await readFile(join(root, file));
    hash.update(`${file} ${content.length}\n`).update(content);
  }
  return hash.digest('hex').slice(0, 12);
}

/** Copies what the key is made of, and nothing else. */
export async function copyContent(root: string, target: string): Promise<void> {
  for (const file of await contentFiles(root)) {
    await cp(join(root, file), join(target, file), { preserveTimestamps: true });
  }
}

async function contentFiles(root: string): Promise<string[]> {
  const files = new Set<string>();
  const patterns = [...INPUTS, ...RECIPE].flatMap((input) => [input, `${input}/**/*`]);
  for await (const entry of glob(patterns, { cwd: root, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.test.ts')) continue;
    files.add(relative(root, join(entry.parentPath, entry.name)));
  }
  return [...files].sort();
}
