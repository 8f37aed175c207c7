import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Buildah } from '../buildah.ts';
import { smallestRoot } from './smallest-root.ts';

/**
 * Creates an image of the files that `fill` writes, unless the storage has one with that name.
 * @param fill gets an empty directory and writes into it what the image adds to `from`.
 */
export async function createUnlessPresent(
  buildah: Buildah,
  ref: string,
  fill: (root: string) => Promise<void>,
  from = 'scratch',
): Promise<void> {
  if (await buildah.has(ref)) return;
  await buildah.temporary(async (context) => {
    await fill(join(context, 'root'));
    const recipe = `FROM ${from}\nCOPY root /\nENV PATH=/usr/local/bin:/usr/bin:/bin\n`;
    await writeFile(join(context, 'Dockerfile'), recipe);
    await buildah.run(['build', '--quiet', '--isolation', 'chroot', '--pull=never', '--tag', ref, context]);
  });
}

/**
 * Copies a file or directory of this machine into an image's root.
 * @param leftOut paths that are left out, with everything below them.
 */
export async function copyInto(source: string, target: string, leftOut?: RegExp): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await cp(source, target, { recursive: true, dereference: true, filter: (path) => !leftOut?.test(path) });
}

/** Writes {@link smallestRoot} into an image's root. */
export async function addSmallestRoot(root: string): Promise<void> {
  for (const entry of smallestRoot()) {
    const path = join(root, entry.path);
    if (entry.type === 'File') await writeFile(path, entry.content);
    if (entry.type === 'Directory') {
      await mkdir(path, { recursive: true });
      // Not with mkdir, which applies the process's umask.
      await chmod(path, entry.mode ?? 0o755);
    }
  }
}

/** Adds a shell for RUN to an image that a Dockerfile builds in. */
export async function addShell(root: string): Promise<void> {
  await copyInto('/bin/busybox', join(root, 'bin/busybox'));
  await mkdir(join(root, 'usr/bin'), { recursive: true });
  for (const name of ['bin/sh', 'bin/mkdir', 'usr/bin/env']) await symlink('/bin/busybox', join(root, name));
}

/** A key that changes with the content of the files and with the texts. */
export async function keyOf(files: string[], ...texts: string[]): Promise<string> {
  const key = createHash('sha256').update(JSON.stringify([files, texts]));
  for (const file of files) for await (const part of createReadStream(file)) key.update(part);
  return key.digest('hex').slice(0, 12);
}
