import { buildBinaries } from '../testbed/build/binaries.ts';
import { componentImage } from '../testbed/images/component-image.ts';
import { pluginImage } from '../testbed/images/plugin-image.ts';
import { load, up } from '../testbed/testbed.ts';
import type { Progress } from '../src/terminal/progress.ts';

/** What a run through Sonobuoy on the local cluster takes. */
export interface LocalRun {
  kubeconfig: string;
  /** Path of the `sonobuoy` program. */
  sonobuoy: string;
  /** Name of the image that Sonobuoy's aggregator and workers run from; every node has it. */
  sonobuoyImage: string;
  /** Name of the plugin's image; every node has it. */
  image: string;
}

/**
 * Makes all of it ready: cluster up, programs and images built, images on the nodes. Safe to repeat; what is there is left as it is.
 * @throws ShakedownError with what could not be had.
 */
export async function prepareLocalRun(progress: Progress, name = 'shakedown'): Promise<LocalRun> {
  const { kubeconfig } = await up({ name, progress });
  const { sonobuoy } = await buildBinaries(['sonobuoy'], progress);
  const images = [await componentImage('sonobuoy', progress), await pluginImage(progress)] as const;
  for (const { ref, archive } of images) {
    progress.now(`loading ${ref} into the cluster`);
    await load(name, archive);
  }
  const [sonobuoyImage, plugin] = images;
  progress.done(`cluster ${name} is up and has ${sonobuoyImage.ref} and ${plugin.ref}`);
  return { kubeconfig, sonobuoy, sonobuoyImage: sonobuoyImage.ref, image: plugin.ref };
}
