import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { buildBinaries, versionOf } from '../binaries/binaries.ts';
import { cacheDirectory } from '../binaries/cache.ts';
import { keepFile } from '../binaries/keep-file.ts';
import type { BuildProgress } from '../preparation/build-progress.ts';
import { dockerArchive } from './docker-archive.ts';
import type { Image } from './image.ts';
import { NONROOT, smallestRoot } from './bases/smallest-root.ts';
import { tarArchive } from './tar-archive.ts';

export type Component = 'pause' | 'coredns' | 'metrics-server' | 'sonobuoy' | 'kwok';

/** Increased when the layout below changes, so that the cache does not return archives of the old layout. */
const LAYOUT = 1;

/** CoreDNS listens on port 53, and a process that is not root gets a capability only through file attributes. */
const USERS: Record<Component, number> = {
  pause: 65_535,
  coredns: 0,
  'metrics-server': NONROOT,
  sonobuoy: NONROOT,
  kwok: NONROOT,
};

/** The image of a component of the cluster: its static binary at `/<name>`, in one layer. It builds what is missing. */
export async function componentImage(name: Component, progress: BuildProgress): Promise<Image> {
  const binaries = await buildBinaries([name], progress);
  const binary = binaries[name];
  const ref = `localhost/${name}:${await versionOf(name)}`;
  // The name of the binary's directory contains the key of its build.
  const archive = join(cacheDirectory(), 'images', `${basename(dirname(binary))}-${LAYOUT}.tar`);
  await keepFile(archive, async () => {
    const layer = tarArchive([
      ...smallestRoot(),
      { type: 'File', path: name, content: await readFile(binary), mode: 0o755 },
    ]);
    const user = USERS[name];
    return dockerArchive({ ref, layers: [layer], entrypoint: [`/${name}`], user: `${user}:${user}` });
  });
  return { ref, archive };
}
