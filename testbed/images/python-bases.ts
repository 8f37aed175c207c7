import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { cacheDirectory } from '../build/cache.ts';
import type { Bases } from './bases.ts';
import type { Buildah } from './buildah.ts';
import { sharedLibraries } from './shared-libraries.ts';
import { smallestRoot } from './smallest-root.ts';

/** Debian's own Python, wherever another one may come first in PATH. */
const PYTHON = '/usr/bin/python3';

/** What every manylinux wheel may take for granted, beside the C library (PEP 513 and its successors). */
const PROMISED_TO_WHEELS = /^(libgcc_s\.so\.1|libstdc\+\+\.so\.6|lib(dl|rt|pthread|util|m|resolv)\.so\.\d)$/;

/** Parts of the standard library that no server needs. */
const LEFT_OUT = /\/(__pycache__|test|tests|idlelib|tkinter|lib2to3|pydoc_data|config-[^/]+)$/;

/**
 * Makes the local stand-ins for the bases of the Locust image unless the storage has them: this machine's Python, its standard library and
 * the shared libraries that both use. The build base has pip besides.
 */
export async function pythonBases(buildah: Buildah): Promise<Bases> {
  const { program, library } = await pythonHere();
  const modules = await filesIn(join(library, 'lib-dynload'), /\.so$/);
  const used = (await Promise.all([program, ...modules].map(sharedLibraries))).flat();
  const directory = dirname(used.find((path) => path.includes('/libc.so.')) ?? '/lib/x');
  const promised = await filesIn(directory, PROMISED_TO_WHEELS);
  const libraries = [...new Set([...used, ...promised])].sort();
  const key = await keyOf([program, library, ...libraries, '/bin/busybox', '/usr/lib/python3/dist-packages/pip']);
  const bases = { build: `localhost/python-build:${key}`, runtime: `localhost/python-runtime:${key}` };
  const fill = async (root: string) => {
    await addSmallestRoot(root);
    await put(program, join(root, 'usr/bin/python3'));
    await put(library, join(root, library));
    for (const file of libraries) await put(file, join(root, file));
  };
  await makeUnlessThere(buildah, bases.runtime, fill);
  await makeUnlessThere(buildah, bases.build, async (root) => {
    await fill(root);
    await put('/usr/lib/python3/dist-packages/pip', join(root, 'usr/lib/python3/dist-packages/pip'));
    await put('/bin/busybox', join(root, 'bin/busybox'));
    await symlink('/bin/busybox', join(root, 'bin/sh'));
  });
  return bases;
}

async function pythonHere(): Promise<{ program: string; library: string }> {
  const { stdout } = await execa(PYTHON, [
    '-I',
    '-c',
    'import os, sys, sysconfig; print(os.path.realpath(sys.executable), sysconfig.get_path("stdlib"))',
  ]);
  const [program = PYTHON, library = '/usr/lib/python3'] = stdout.split(' ');
  return { program, library };
}

async function filesIn(directory: string, wanted: RegExp): Promise<string[]> {
  return (await readdir(directory)).filter((name) => wanted.test(name)).map((name) => join(directory, name));
}

async function makeUnlessThere(buildah: Buildah, ref: string, fill: (root: string) => Promise<void>): Promise<void> {
  if (await buildah.has(ref)) return;
  const context = await mkdtemp(join(cacheDirectory(), 'buildah', 'base-'));
  try {
    await fill(join(context, 'root'));
    await writeFile(join(context, 'Dockerfile'), 'FROM scratch\nCOPY root /\nENV PATH=/usr/bin:/bin\n');
    await buildah.run(['build', '--quiet', '--isolation', 'chroot', '--tag', ref, context]);
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

async function addSmallestRoot(root: string): Promise<void> {
  for (const entry of smallestRoot()) {
    const path = join(root, entry.path);
    if (entry.type === 'Directory') await mkdir(path, { recursive: true });
    if (entry.type === 'File') await writeFile(path, entry.content);
    if (entry.type === 'Directory' && entry.mode !== undefined) await chmod(path, entry.mode);
  }
}

async function put(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await cp(source, target, { recursive: true, dereference: true, filter: (path) => !LEFT_OUT.test(path) });
}

async function keyOf(files: string[]): Promise<string> {
  const facts = await Promise.all(
    files.map(async (file) => [file, (await stat(file)).size, (await stat(file)).mtimeMs]),
  );
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 12);
}
