import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { addShell, addSmallestRoot, keyOf, createUnlessPresent, copyInto } from './base-image.ts';
import type { Bases } from './bases.ts';
import type { Buildah } from '../buildah.ts';
import { sharedLibraries } from './shared-libraries.ts';

/** Debian's own Python, even if another one is first in PATH. */
const PYTHON = '/usr/bin/python3';

/** Debian's own pip. */
const PIP = '/usr/lib/python3/dist-packages/pip';

/** The libraries that every manylinux wheel may expect besides the C library (PEP 513 and its successors). */
const PROMISED_TO_WHEELS = /^(libgcc_s\.so\.1|libstdc\+\+\.so\.6|lib(dl|rt|pthread|util|m|resolv)\.so\.\d)$/;

/** Parts of the standard library that no server needs. */
const LEFT_OUT = /\/(__pycache__|test|tests|idlelib|tkinter|lib2to3|pydoc_data|config-[^/]+)$/;

/**
 * Creates the local bases of the Locust image unless the storage has them: this machine's Python, its standard library and
 * the shared libraries that both use. The build base also has pip and a shell.
 */
export async function pythonBases(buildah: Buildah): Promise<Bases> {
  const { program, library, version } = await pythonHere();
  const modules = await filesIn(join(library, 'lib-dynload'), /\.so$/);
  const used = (await Promise.all([program, ...modules].map((path) => sharedLibraries(path)))).flat();
  const directory = dirname(used.find((path) => path.includes('/libc.so.')) ?? '/lib/x');
  const promised = await filesIn(directory, PROMISED_TO_WHEELS);
  const libraries = [...new Set([...used, ...promised])].sort();
  // The standard library is Debian's, so its version is enough for the key.
  const key = await keyOf([program, ...modules, ...libraries, '/bin/busybox', join(PIP, '__init__.py')], version);
  const bases = { build: `localhost/python-build:${key}`, runtime: `localhost/python-runtime:${key}` };
  await createUnlessPresent(buildah, bases.runtime, async (root) => {
    await addSmallestRoot(root);
    await copyInto(program, join(root, 'usr/bin/python3'));
    await copyInto(library, join(root, library), LEFT_OUT);
    for (const file of libraries) await copyInto(file, join(root, file));
  });
  const addTools = async (root: string) => {
    await addShell(root);
    await copyInto(PIP, join(root, PIP), LEFT_OUT);
  };
  await createUnlessPresent(buildah, bases.build, addTools, bases.runtime);
  return bases;
}

async function pythonHere(): Promise<{ program: string; library: string; version: string }> {
  const facts = 'os.path.realpath(sys.executable), sysconfig.get_path("stdlib"), platform.python_version()';
  const { stdout } = await execa(PYTHON, ['-I', '-c', `import os, platform, sys, sysconfig; print(${facts})`]);
  const [program = PYTHON, library = '/usr/lib/python3', version = ''] = stdout.split(' ');
  return { program, library, version };
}

async function filesIn(directory: string, wanted: RegExp): Promise<string[]> {
  return (await readdir(directory)).filter((name) => wanted.test(name)).map((name) => join(directory, name));
}
