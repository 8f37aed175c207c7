import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Progress } from '../../src/terminal/progress.ts';
import { spell } from '../../src/time/duration.ts';
import { cacheDirectory } from '../build/cache.ts';
import { localBases, type Bases } from './bases.ts';
import { withBuildah, type Buildah } from './buildah.ts';
import { contentKey, copyContent } from './content-key.ts';
import type { Image } from './image.ts';
import { npmSettings } from './npm-settings.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/**
 * The plugin's image, built by buildah from the repository's Dockerfile on local bases. A tree that has not changed is not built again.
 * @returns an image whose tag is the key of its content, so that no node can run an older one by the same name.
 */
export async function pluginImage(progress: Progress): Promise<Image> {
  const known = imageOf(await contentKey(ROOT));
  if (await exists(known.archive)) return known;
  const waiting = () => progress.now('waiting for another process that builds an image');
  return await withBuildah(waiting, (buildah) =>
    buildah.temporary(async (context) => {
      // A copy, so that what is built is what the key says, even if a file is edited meanwhile.
      await copyContent(ROOT, context);
      const image = imageOf(await contentKey(context));
      if (!(await exists(image.archive))) await make(buildah, image, context, progress);
      return image;
    }),
  );
}

function imageOf(key: string): Image {
  const archive = join(cacheDirectory(), 'images', `shakedown-${key}.tar`);
  return { ref: `localhost/shakedown:${key}`, archive };
}

async function make(buildah: Buildah, { ref, archive }: Image, context: string, progress: Progress): Promise<void> {
  const start = performance.now();
  progress.now('image shakedown: preparing its bases');
  await emptyWhenFull(buildah);
  const bases = await localBases(buildah);
  await build(buildah, ref, bases, context, progress);
  progress.now('image shakedown: writing it out');
  await mkdir(dirname(archive), { recursive: true });
  const unfinished = `${archive}.unfinished`;
  await rm(unfinished, { force: true });
  await buildah.run(['push', '--quiet', ref, `docker-archive:${unfinished}:${ref}`]);
  await rename(unfinished, archive);
  await removeOldArchives(dirname(archive));
  progress.done(`built image ${ref} in ${spell((performance.now() - start) / 1_000)}`);
}

async function build(buildah: Buildah, ref: string, bases: Bases, context: string, progress: Progress): Promise<void> {
  const settings = await npmSettings();
  await mkdir(settings.cache, { recursive: true });
  await buildah.temporary(async (directory) => {
    // Only for npm while it runs: a mount leaves nothing in a layer, and the settings may hold credentials.
    const npmrc = join(directory, 'npmrc');
    await writeFile(npmrc, `${settings.npmrc}cache=/npm-cache\n`, { mode: 0o600 });
    const mounts = [`${npmrc}:/root/.npmrc:ro`, `${settings.cache}:/npm-cache:rw`];
    if (settings.certificates !== undefined) mounts.push(`${settings.certificates}:${settings.certificates}:ro`);
    const options = [
      // Needs no daemon and no user namespace.
      ...['--isolation', 'chroot'],
      // The bases are local: a missing one is an error, not a question to a registry.
      '--pull=never',
      // So that a change of source alone does not install the packages again.
      '--layers',
      ...['--build-arg', `BUILD_IMAGE=${bases.build}`, '--build-arg', `RUNTIME_IMAGE=${bases.runtime}`],
      ...mounts.flatMap((mount) => ['--volume', mount]),
    ];
    await buildah.run(['build', ...options, '--tag', ref, context], (line) => {
      const step = /STEP (\d+\/\d+: \S+ .{0,60})/.exec(line)?.[1];
      if (step !== undefined) progress.now(`image shakedown: step ${step}`);
    });
  });
}

/** How many images the storage may hold before it is emptied: each build with changes leaves some ten, for its steps. */
const STORED = 60;

/** How many archives of older trees stay, for a switch back and forth. */
const ARCHIVES = 3;

async function emptyWhenFull(buildah: Buildah): Promise<void> {
  const images = JSON.parse(await buildah.run(['images', '--all', '--json'])) as unknown[];
  if (images.length > STORED) await buildah.run(['rmi', '--all', '--force']);
}

async function removeOldArchives(directory: string): Promise<void> {
  const names = (await readdir(directory)).filter((name) => name.startsWith('shakedown-'));
  const aged = await Promise.all(
    names.map(async (name) => ({ name, time: (await stat(join(directory, name))).mtimeMs })),
  );
  const old = aged.sort((a, b) => b.time - a.time).slice(ARCHIVES);
  await Promise.all(old.map(({ name }) => rm(join(directory, name), { force: true })));
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
