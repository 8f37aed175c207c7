import type { Progress } from '../../src/terminal/progress.ts';

/** An image as a file, ready for `ctr images import`. */
export interface Image {
  /** The name that pods use. @example 'localhost/coredns:v1.14.7' */
  ref: string;
  /** Absolute path of a docker-archive. */
  archive: string;
}

/** The image of a component of the cluster: its static binary in one layer. */
export async function componentImage(
  name: 'pause' | 'coredns' | 'metrics-server' | 'sonobuoy' | 'kwok',
  progress: Progress,
): Promise<Image> {
  progress.now(`image ${name}`);
  throw new Error('skeleton');
}

/** The plugin's image, built by buildah from the repository's Dockerfile. */
export async function pluginImage(progress: Progress): Promise<Image> {
  progress.now('image shakedown');
  throw new Error('skeleton');
}
