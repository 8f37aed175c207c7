import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BuildProgress } from '../preparation/build-progress.ts';
import type { Buildah } from './buildah.ts';
import { builtImage, type BuiltImage, type Ingredients } from './built-image.ts';
import type { Content } from './content-key.ts';
import type { Image } from './image.ts';
import { pipSettings } from './pip-settings.ts';
import { pythonBases } from './bases/python-bases.ts';

/** The inputs of the load generators' image. */
export const locustContent: Content = {
  root: resolve(import.meta.dirname, '../../workloads/locust'),
  inputs: ['requirements.txt', '*.py'],
  toolchain: process.arch,
};

/** The image of the load generators, built by buildah from `workloads/locust/Dockerfile` on local bases. */
export async function locustImage(progress: BuildProgress): Promise<Image> {
  return await builtImage(locustRecipe, progress);
}

/** What the build of an image with Locust needs: Python, and pip with the settings of this machine. */
export async function locustIngredients(buildah: Buildah, directory: string): Promise<Ingredients> {
  const bases = await pythonBases(buildah);
  const { conf, cache, certificates } = await pipSettings();
  const file = join(directory, 'pip.conf');
  await writeFile(file, conf, { mode: 0o600 });
  const mounts = [`${file}:/etc/pip.conf:ro`];
  if (cache !== undefined) {
    await mkdir(cache, { recursive: true });
    mounts.push(`${cache}:/root/.cache/pip:rw`);
  }
  if (certificates !== undefined) mounts.push(`${certificates}:${certificates}:ro`);
  return { bases, mounts };
}

/** How the image of the load generators is built. */
export const locustRecipe: BuiltImage = { name: 'locust', content: locustContent, prepare: locustIngredients };
