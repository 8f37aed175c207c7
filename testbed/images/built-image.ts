import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatDuration } from '../../src/time/duration.ts';
import { cacheDirectory } from '../binaries/cache.ts';
import type { BuildProgress } from '../preparation/build-progress.ts';
import type { Bases } from './bases/bases.ts';
import { withBuildah, type Buildah } from './buildah.ts';
import { contentKey, copyContent, type Content } from './content-key.ts';
import type { Image } from './image.ts';

/** An image of this repository that buildah builds on local bases, and how. */
export interface BuiltImage {
  /** @example 'locust' */
  name: string;
  content: Content;
  /**
   * Prepares what the build of the Dockerfile needs.
   * @param directory for files that exist during the build. They may contain credentials: they are mounted, so that no layer keeps them.
   */
  prepare(buildah: Buildah, directory: string): Promise<Ingredients>;
}

/** What the build of a Dockerfile needs. */
export interface Ingredients {
  bases: Bases;
  /** In buildah's notation: `source:target:ro`. */
  mounts: string[];
}

/**
 * Builds an image of this repository, unless its content has not changed.
 * @returns an image whose tag is the key of its content, so that no node can run an older image with the same name.
 */
export async function builtImage(recipe: BuiltImage, progress: BuildProgress): Promise<Image> {
  const { name, content } = recipe;
  const known = imageOf(name, await contentKey(content));
  // The plan has it, but it exists now: another process has built it.
  const found = () => progress.plan?.finish(`image/${name}`);
  if (await exists(known.archive)) {
    found();
    return known;
  }
  const waiting = () => progress.now('waiting for another process that builds an image');
  return await withBuildah(waiting, (buildah) =>
    buildah.temporary(async (context) => {
      // A copy, so that the content matches the key, even if a file is edited meanwhile.
      await copyContent(content, context);
      const image = imageOf(name, await contentKey({ ...content, root: context }));
      if (await exists(image.archive)) found();
      else await build(recipe, buildah, image, context, progress);
      return image;
    }),
  );
}

/** Whether the image of the current tree exists. */
export async function isBuilt({ name, content }: BuiltImage): Promise<boolean> {
  return await exists(imageOf(name, await contentKey(content)).archive);
}

function imageOf(name: string, key: string): Image {
  return { ref: `localhost/${name}:${key}`, archive: join(cacheDirectory(), 'images', `${name}-${key}.tar`) };
}

async function build(
  { name, prepare }: BuiltImage,
  buildah: Buildah,
  { ref, archive }: Image,
  context: string,
  progress: BuildProgress,
): Promise<void> {
  const start = performance.now();
  progress.plan?.begin(`image/${name}`);
  progress.now(`building image ${name}: preparing its bases`);
  await emptyWhenFull(buildah);
  await buildah.temporary(async (directory) => {
    const { bases, mounts } = await prepare(buildah, directory);
    const options = [
      // This needs no daemon and no user namespace.
      ...['--isolation', 'chroot'],
      // The bases are local: a missing one is an error and is not pulled.
      '--pull=never',
      // With cached layers, a change of source alone does not install the packages again.
      '--layers',
      ...['--build-arg', `BUILD_IMAGE=${bases.build}`, '--build-arg', `RUNTIME_IMAGE=${bases.runtime}`],
      ...mounts.flatMap((mount) => ['--volume', mount]),
    ];
    await buildah.run(['build', ...options, '--tag', ref, context], (line) => {
      const step = /STEP (\d+\/\d+: \S+ .{0,60})/.exec(line)?.[1];
      if (step !== undefined) progress.now(`building image ${name}: step ${step}`);
    });
  });
  progress.now(`building image ${name}: writing the archive`);
  await mkdir(dirname(archive), { recursive: true });
  const unfinished = `${archive}.unfinished`;
  await rm(unfinished, { force: true });
  await buildah.run(['push', '--quiet', ref, `docker-archive:${unfinished}:${ref}`]);
  await rename(unfinished, archive);
  await removeOldArchives(name, dirname(archive));
  progress.plan?.finish(`image/${name}`);
  progress.done(`built image ${ref} in ${formatDuration((performance.now() - start) / 1_000)}`);
}

/** The number of images in the storage above which it is emptied: each build with changes leaves about ten, for its steps. */
const STORED = 60;

/** How many archives are kept, for switching between branches. */
const ARCHIVES = 3;

async function emptyWhenFull(buildah: Buildah): Promise<void> {
  const images = JSON.parse(await buildah.run(['images', '--all', '--json'])) as unknown[];
  if (images.length > STORED) await buildah.run(['rmi', '--all', '--force']);
}

async function removeOldArchives(name: string, directory: string): Promise<void> {
  const names = (await readdir(directory)).filter((file) => file.startsWith(`${name}-`));
  const aged = await Promise.all(
    names.map(async (file) => ({ file, time: (await stat(join(directory, file))).mtimeMs })),
  );
  const old = aged.sort((a, b) => b.time - a.time).slice(ARCHIVES);
  await Promise.all(old.map(({ file }) => rm(join(directory, file), { force: true })));
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
