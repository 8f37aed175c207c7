import { createHash } from 'node:crypto';
import { cp, glob, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

/** The inputs of an image. */
export interface Content {
  /** The directory with the Dockerfile. */
  root: string;
  /** Files, directories and patterns below `root`; the same as in `.dockerignore`. */
  inputs: readonly string[];
  /** Other inputs that change the result, such as the version of Node. */
  toolchain: string;
}

/** What no image contains; `.dockerignore` excludes the same. */
const TEST = /\.test\.ts$|^workloads\/locust\/tests\//;

/** The files that define the build. */
const RECIPE = ['Dockerfile', '.dockerignore'];

/** The inputs of the plugin's image. */
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
  toolchain: `${process.version} ${process.arch}`,
};

/** A key that changes with every input of an image; tests next to the code are not inputs. */
export async function contentKey(content: Content): Promise<string> {
  const hash = createHash('sha256').update(`${content.toolchain}\n`);
  for (const file of await contentFiles(content)) {
    const text = await readFile(join(content.root, file));
    hash.update(`${file} ${text.length}\n`).update(text);
  }
  return hash.digest('hex').slice(0, 12);
}

/** Copies the files that are in the key, and nothing else. */
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
