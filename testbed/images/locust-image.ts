import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Progress } from '../../src/terminal/progress.ts';
import { spell } from '../../src/time/duration.ts';
import { cacheDirectory } from '../build/cache.ts';
import { withBuildah, type Buildah } from './buildah.ts';
import type { Image } from './image.ts';
import { pipSettings } from './pip-settings.ts';
import { pythonBases } from './python-bases.ts';

const CONTEXT = resolve(import.meta.dirname, '../../workloads/locust');

/**
 * The image of the load generators, built by buildah from `workloads/locust/Dockerfile` on local bases.
 * @returns an image whose tag is the key of its content; what has not changed is not built again.
 */
export async function locustImage(progress: Progress): Promise<Image> {
  const key = await contentKey();
  const ref = `localhost/locust:${key}`;
  const archive = join(cacheDirectory(), 'images', `locust-${key}.tar`);
  if (await exists(archive)) return { ref, archive };
  const start = performance.now();
  const wait = () => progress.now('waiting for another process that builds an image');
  await withBuildah(wait, async (buildah) => {
    if (await exists(archive)) return;
    progress.now('image locust');
    await build(buildah, ref);
    await mkdir(join(cacheDirectory(), 'images'), { recursive: true });
    const unfinished = `${archive}.unfinished`;
    await rm(unfinished, { force: true });
    await buildah.run(['push', '--quiet', ref, `docker-archive:${unfinished}:${ref}`]);
    await rename(unfinished, archive);
  });
  progress.done(`built image ${ref} in ${spell((performance.now() - start) / 1_000)}`);
  return { ref, archive };
}

async function build(buildah: Buildah, ref: string): Promise<void> {
  const bases = await pythonBases(buildah);
  const settings = await pipSettings();
  await mkdir(settings.cache, { recursive: true });
  const directory = await mkdtemp(join(cacheDirectory(), 'buildah', 'pip-'));
  try {
    const conf = join(directory, 'pip.conf');
    await writeFile(conf, settings.conf, { mode: 0o600 });
    const mounts = [`${conf}:/etc/pip.conf:ro`, `${settings.cache}:/root/.cache/pip:rw`];
    if (settings.certificates !== undefined) mounts.push(`${settings.certificates}:${settings.certificates}:ro`);
    await buildah.run([
      ...['build', '--isolation', 'chroot', '--pull=never', '--layers'],
      ...['--build-arg', `BUILD_IMAGE=${bases.build}`, '--build-arg', `RUNTIME_IMAGE=${bases.runtime}`],
      ...mounts.flatMap((mount) => ['--volume', mount]),
      ...['--tag', ref, CONTEXT],
    ]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function contentKey(): Promise<string> {
  const hash = createHash('sha256').update(process.arch);
  const files = (await readdir(CONTEXT, { withFileTypes: true })).filter((entry) => entry.isFile());
  for (const { name } of files.sort((a, b) => (a.name < b.name ? -1 : 1)))
    hash.update(`${name}\0`).update(await readFile(join(CONTEXT, name)));
  return hash.digest('hex').slice(0, 12);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
