import type { Progress } from '../../src/terminal/progress.ts';
import type { Image } from './images.ts';

/** The plugin's image, built by buildah from the repository's Dockerfile. */
export async function pluginImage(progress: Progress): Promise<Image> {
  progress.now('image shakedown');
  throw new Error('skeleton');
}
