import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildProgress } from '../preparation/build-progress.ts';
import { localBases } from './bases/bases.ts';
import { builtImage, type BuiltImage } from './built-image.ts';
import { pluginContent } from './content-key.ts';
import type { Image } from './image.ts';
import { npmSettings } from './npm-settings.ts';

/** The plugin's image, built by buildah from the repository's Dockerfile on local bases. */
export async function pluginImage(progress: BuildProgress): Promise<Image> {
  return await builtImage(pluginRecipe, progress);
}

/** How the plugin's image is built. */
export const pluginRecipe: BuiltImage = {
  name: 'shakedown',
  content: pluginContent,
  prepare: async (buildah, directory) => {
    const bases = await localBases(buildah);
    const settings = await npmSettings();
    await mkdir(settings.cache, { recursive: true });
    const npmrc = join(directory, 'npmrc');
    await writeFile(npmrc, `${settings.npmrc}cache=/npm-cache\n`, { mode: 0o600 });
    const mounts = [`${npmrc}:/root/.npmrc:ro`, `${settings.cache}:/npm-cache:rw`];
    if (settings.certificates !== undefined) mounts.push(`${settings.certificates}:${settings.certificates}:ro`);
    return { bases, mounts };
  },
};
