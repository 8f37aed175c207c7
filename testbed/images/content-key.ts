import { createHash } from 'node:crypto';
import { cp, glob, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

/** What an image is made of. */
export interface Content {
  /** Directory with the Dockerfile in it. */
  root: string;
  /** Files, directories and patterns below it. `.dockerignore` lets in the same. */
  inputs: readonly string[];
  /** What else decides how it comes out. */
  madeWith: string;
}

/** What is in no image; `.dockerignore` keeps out the same. */
const TEST = /\.test\.ts$|^workloads\/locust\/tests\//;

/** How it is made. */
const RECIPE = ['Dockerfile', '.dockerignore'];

/** What the plugin's image is made of. */
export const pluginContent: Content = {
  root: resolve(import.meta.dirname, '../..'),
  inputs: [
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
  ],
  madeWith: `${process.version} ${process.arch}`,
};

/** Changes when anything does that an image is made of, or made with; tests beside the code are not in it. */
export async function contentKey(content: Content): Promise<string> {
  const hash = createHash('sha256').update(`${content.madeWith}\n`);
  for (const file of await contentFiles(content)) {
    const text = await readFile(join(content.root, file));
    hash.update(`${file} ${text.length}\n`).update(text);
  }
  return hash.digest('hex').slice(0, 12);
}

/** Copies what the key is made of, and nothing else. */
export async function copyContent(content: Content, target: string): Promise<void> {
  for (const file of await contentFiles(content)) {
    await cp(join(content.root, file), join(target, file), { preserveTimestamps: true });
  }
}

async function contentFiles({ root, inputs }: Content): Promise<string[]> {
  const files = new Set<string>();
  const patterns = [...inputs, ...RECIPE].flatMap((input) => [input, `${input}/**/*`]);
  for await (const entry of glob(patterns, { cwd: root, withFileTypes: true })) {
    const file = relative(root, join(entry.parentPath, entry.name));
    if (entry.isFile() && !TEST.test(file)) files.add(file);
  }
  return [...files].sort();
}
