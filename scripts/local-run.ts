import { buildBinaries, type Binary } from '../testbed/binaries/binaries.ts';
import { compiledFor, componentsOf, DEFAULT_OPTIONS } from '../testbed/cluster/site.ts';
import type { Addon } from '../testbed/components/addons.ts';
import { HPA_CLOCKS } from '../testbed/components/kube-controller-manager.ts';
import { componentImage } from '../testbed/images/component-image.ts';
import { locustImage, locustRecipe } from '../testbed/images/locust-image.ts';
import { pluginImage, pluginRecipe } from '../testbed/images/plugin-image.ts';
import { DEFAULT_NAME } from '../testbed/machine/layout.ts';
import type { BuildProgress } from '../testbed/preparation/build-progress.ts';
import { withPreparation } from '../testbed/preparation/preparation.ts';
import { load, up } from '../testbed/testbed.ts';

/** What a run through Sonobuoy on the local cluster needs. */
export interface LocalRun {
  kubeconfig: string;
  /** Path of the `sonobuoy` program. */
  sonobuoy: string;
  /** Name of the image that Sonobuoy's aggregator and workers run from; every node has it. */
  sonobuoyImage: string;
  /** Name of the plugin's image; every node has it. */
  image: string;
  /** Settings for this cluster, for `--set`: Locust's image, and the intervals of the autoscaler, which no pod shows. */
  settings: string[];
}

/** Add-ons of a local run. */
export interface PreparedAddons {
  /** What the cluster has besides Kubernetes. @default what it has */
  addons?: readonly Addon[];
  /** Add-ons whose programs are built, for clusters that come up later. @default none */
  builds?: readonly Addon[];
  /** Further programs that are built. @default none */
  programs?: readonly Binary[];
}

/**
 * Prepares a local run, and shows what is done and how long it takes: first a line with the plan, then one progress for all of it.
 * Safe to repeat; what exists is not changed.
 * @throws ShakedownError when a part could not be built or started.
 */
export async function prepareWithProgress({
  addons = [],
  builds = [],
  programs: further = [],
}: PreparedAddons = {}): Promise<LocalRun> {
  const [cluster, images] = [DEFAULT_NAME, [pluginRecipe, locustRecipe]];
  const ofAddons = compiledFor(componentsOf({ ...DEFAULT_OPTIONS, addons: builds }));
  const programs: Binary[] = ['sonobuoy', ...further, ...ofAddons];
  return await withPreparation({ cluster, clusterOptions: { addons }, programs, images }, async (progress) => {
    const run = await prepareLocalRun(progress, cluster, addons);
    await buildBinaries([...further, ...ofAddons], progress);
    return run;
  });
}

/**
 * Prepares a local run: brings the cluster up, builds programs and images, loads the images. Safe to repeat; what exists is not changed.
 * @throws ShakedownError when a part could not be built or started.
 */
export async function prepareLocalRun(
  progress: BuildProgress,
  name = DEFAULT_NAME,
  addons: readonly Addon[] = [],
): Promise<LocalRun> {
  const { kubeconfig } = await up({ name, progress, addons });
  const { sonobuoy } = await buildBinaries(['sonobuoy'], progress);
  const images = [
    await componentImage('sonobuoy', progress),
    await pluginImage(progress),
    await locustImage(progress),
  ] as const;
  progress.plan?.begin('load/images');
  for (const [index, { ref, archive }] of images.entries()) {
    progress.now(`loading ${ref} into the cluster`);
    await load(name, archive);
    progress.plan?.count(index + 1, images.length);
  }
  progress.plan?.finish('load/images');
  const [sonobuoyImage, plugin, locust] = images;
  progress.done(`cluster ${name} is up and has ${images.map(({ ref }) => ref).join(', ')}`);
  const clocks = Object.entries(HPA_CLOCKS).map(([clock, length]) => `autoscaling.clocks.${clock}=${length}`);
  const settings = [`load.image=${locust.ref}`, ...clocks];
  return { kubeconfig, sonobuoy, sonobuoyImage: sonobuoyImage.ref, image: plugin.ref, settings };
}
