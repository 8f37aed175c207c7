import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { extract } from 'tar';
import { cacheDirectory } from '../build/cache.ts';
import type { Buildah } from './buildah.ts';
import { hostNpm } from './host-npm.ts';
import { sharedLibraries } from './shared-libraries.ts';
import { smallestRoot } from './smallest-root.ts';

/** The local stand-ins for the Dockerfile's public bases. */
export interface Bases {
  /** Has `node`, `npm` and a shell. */
  build: string;
  /** Has `node`, the libraries that it needs, and nothing else. */
  runtime: string;
}

/** Fixed, so that the same tree always installs in the same way. */
const NPM_VERSION = '11.19.1';

/**
 * Makes both bases unless the storage has them: the Node of this process, and the libraries that it uses on this machine. So nothing is
 * downloaded but npm, and what runs in the cluster is what runs here.
 */
export async function localBases(buildah: Buildah): Promise<Bases> {
  const libraries = await sharedLibraries(process.execPath);
  const key = await keyOf([process.execPath, ...libraries, '/bin/busybox']);
  const bases = {
    build: `localhost/node-build:${process.version}-${key}`,
    runtime: `localhost/node-runtime:${process.version}-${key}`,
  };
  await makeUnlessThere(buildah, bases.runtime, (root) => fillRuntime(root, libraries));
  await makeUnlessThere(buildah, bases.build, async (root) => {
    await fillRuntime(root, libraries);
    await addShell(root);
    await addNpm(root);
  });
  return bases;
}

async function makeUnlessThere(buildah: Buildah, ref: string, fill: (root: string) => Promise<void>): Promise<void> {
  if (await buildah.has(ref)) return;
  const context = await mkdtemp(join(cacheDirectory(), 'buildah', 'base-'));
  try {
    await fill(join(context, 'root'));
    await writeFile(join(context, 'Dockerfile'), 'FROM scratch\nCOPY root /\nENV PATH=/usr/local/bin:/bin\n');
    await buildah.run(['build', '--quiet', '--isolation', 'chroot', '--tag', ref, context]);
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

async function fillRuntime(root: string, libraries: string[]): Promise<void> {
  for (const entry of smallestRoot()) {
    const path = join(root, entry.path);
    if (entry.type === 'Directory') await mkdir(path, { recursive: true });
    if (entry.type === 'File') await writeFile(path, entry.content);
    // Not by mkdir, which takes the process's umask off.
    if (entry.type === 'Directory' && entry.mode !== undefined) await chmod(path, entry.mode);
  }
  await put(process.execPath, join(root, 'usr/local/bin/node'));
  for (const library of libraries) await put(library, join(root, library));
}

async function addShell(root: string): Promise<void> {
  await put('/bin/busybox', join(root, 'bin/busybox'));
  await mkdir(join(root, 'usr/bin'), { recursive: true });
  await symlink('/bin/busybox', join(root, 'bin/sh'));
  await symlink('/bin/busybox', join(root, 'bin/mkdir'));
  await symlink('/bin/busybox', join(root, 'usr/bin/env'));
}

async function addNpm(root: string): Promise<void> {
  const modules = join(root, 'usr/local/lib/node_modules');
  await mkdir(join(modules, 'npm'), { recursive: true });
  const name = await hostNpm(['pack', '--silent', `npm@${NPM_VERSION}`, '--pack-destination', modules]);
  const archive = join(modules, name.trim());
  await extract({ file: archive, cwd: join(modules, 'npm'), strip: 1 });
  await rm(archive);
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));
}

async function put(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await copyFile(source, target);
}

/** Changes when one of the files does. Their sizes and times say enough: hashing 130 MB at each start would not. */
async function keyOf(files: string[]): Promise<string> {
  const facts = await Promise.all(
    files.map(async (file) => [file, (await stat(file)).size, (await stat(file)).mtimeMs]),
  );
  return createHash('sha256')
    .update(JSON.stringify([NPM_VERSION, facts]))
    .digest('hex')
    .slice(0, 12);
}
