import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { extract } from 'tar';
import { addShell, addSmallestRoot, keyOf, createUnlessPresent, copyInto } from './base-image.ts';
import type { Buildah } from '../buildah.ts';
import { hostNpm } from '../host-npm.ts';
import { sharedLibraries } from './shared-libraries.ts';

/** The local images that replace the Dockerfile's public bases. */
export interface Bases {
  /** Has `node`, `npm` and a shell. */
  build: string;
  /** Has `node`, the libraries that it needs, and nothing else. */
  runtime: string;
}

/** Fixed, so that the same tree always installs in the same way. */
const NPM_VERSION = '11.19.1';

/**
 * Creates both bases unless the storage has them: the Node of this process, and the libraries that it uses on this machine. So only npm is
 * downloaded, and the cluster runs the same Node as this machine.
 */
export async function localBases(buildah: Buildah): Promise<Bases> {
  const libraries = await sharedLibraries(process.execPath);
  const key = await keyOf([process.execPath, ...libraries, '/bin/busybox'], NPM_VERSION);
  const bases = {
    build: `localhost/node-build:${process.version}-${key}`,
    runtime: `localhost/node-runtime:${process.version}-${key}`,
  };
  await createUnlessPresent(buildah, bases.runtime, async (root) => {
    await addSmallestRoot(root);
    await copyInto(process.execPath, join(root, 'usr/local/bin/node'));
    for (const library of libraries) await copyInto(library, join(root, library));
  });
  const addTools = async (root: string) => {
    await addShell(root);
    await addNpm(root);
  };
  await createUnlessPresent(buildah, bases.build, addTools, bases.runtime);
  return bases;
}

async function addNpm(root: string): Promise<void> {
  const modules = join(root, 'usr/local/lib/node_modules');
  await mkdir(join(modules, 'npm'), { recursive: true });
  const name = await hostNpm(['pack', '--silent', `npm@${NPM_VERSION}`, '--pack-destination', modules]);
  const archive = join(modules, name.trim());
  await extract({ file: archive, cwd: join(modules, 'npm'), strip: 1 });
  await rm(archive);
  await mkdir(join(root, 'usr/local/bin'));
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));
}
