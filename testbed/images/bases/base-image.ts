import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Buildah } from '../buildah.ts';
import { smallestRoot } from './smallest-root.ts';

/**
 * Makes an image of files that `fill` lays out, unless the storage has one of that name.
 * @param fill gets an empty directory: what the image adds to `from`.
 */
export async function makeUnlessThere(
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
 * Puts a file or directory of this machine into an image's root.
 * @param leftOut paths that stay out, with all below them.
 */
export async function put(source: string, target: string, leftOut?: RegExp): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await cp(source, target, { recursive: true, dereference: true, filter: (path) => !leftOut?.test(path) });
}

/** Puts {@link smallestRoot} into an image's root. */
export async function addSmallestRoot(root: string): Promise<void> {
  for (const entry of smallestRoot()) {
    const path = join(root, entry.path);
    if (entry.type === 'File') await writeFile(path, entry.content);
    if (entry.type === 'Directory') {
      await mkdir(path, { recursive: true });
      // Not by mkdir, which takes off the process's umask.
      await chmod(path, entry.mode ?? 0o755);
    }
  }
}

/** A shell for RUN, in an image that a Dockerfile builds in. */
export async function addShell(root: string): Promise<void> {
  await put('/bin/busybox', join(root, 'bin/busybox'));
  await mkdir(join(root, 'usr/bin'), { recursive: true });
  for (const name of ['bin/sh', 'bin/mkdir', 'usr/bin/env']) await symlink('/bin/busybox', join(root, name));
}

/** Changes when the content of one of the files does, or one of the texts. */
export async function keyOf(files: string[], ...texts: string[]): Promise<string> {
  const key = createHash('sha256').update(JSON.stringify([files, texts]));
  for (const file of files) for await (const part of createReadStream(file)) key.update(part);
  return key.digest('hex').slice(0, 12);
}
