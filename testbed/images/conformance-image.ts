import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { buildBinaries, versionOf } from '../binaries/binaries.ts';
import { cacheDirectory } from '../binaries/cache.ts';
import { keepFile } from '../binaries/keep-file.ts';
import type { BuildProgress } from '../preparation/build-progress.ts';
import { smallestRoot } from './bases/smallest-root.ts';
import { dockerArchive } from './docker-archive.ts';
import type { Image } from './image.ts';
import { tarArchive, type Entry } from './tar-archive.ts';

/** Increased when the layout below changes, so that the cache does not return archives of the old layout. */
const LAYOUT = 1;

/** Where the runner looks for the programs that it starts. */
const PROGRAMS = 'usr/local/bin';

/**
 * The image of the conformance tests of Kubernetes, laid out as upstream's: the runner as `/run_e2e.sh`, which Sonobuoy starts, and the tests, ginkgo and
 * kubectl. It builds what is missing, which takes minutes: nothing but long tests needs it.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/test/conformance/image/Dockerfile
 */
export async function conformanceImage(progress: BuildProgress): Promise<Image> {
  const programs = await buildBinaries(['go-runner', 'ginkgo', 'e2e.test', 'kubectl'], progress);
  const ref = `localhost/conformance:${await versionOf('e2e.test')}`;
  const build = basename(dirname(programs['e2e.test']));
  const archive = join(cacheDirectory(), 'images', `${build}-${LAYOUT}.tar`);
  await keepFile(archive, async () => {
    const layer = tarArchive([
      ...smallestRoot(),
      { type: 'Directory', path: 'kubernetes' },
      ...['usr', 'usr/local', PROGRAMS].map((path): Entry => ({ type: 'Directory', path })),
      await program('ginkgo', programs.ginkgo),
      await program('e2e.test', programs['e2e.test']),
      await program('kubectl', programs.kubectl),
      await program('kubeconformance', programs['go-runner']),
      { type: 'SymbolicLink', path: 'run_e2e.sh', linkpath: `/${PROGRAMS}/kubeconformance` },
    ]);
    const environment = { PATH: `/${PROGRAMS}` };
    return dockerArchive({ ref, layers: [layer], entrypoint: ['kubeconformance'], user: '0:0', environment });
  });
  return { ref, archive };
}

async function program(name: string, path: string): Promise<Entry> {
  return { type: 'File', path: `${PROGRAMS}/${name}`, content: await readFile(path), mode: 0o755 };
}
