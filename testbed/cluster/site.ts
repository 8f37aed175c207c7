import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import { buildBinaries, type Binary } from '../binaries/binaries.ts';
import { DEFAULT_KUBERNETES, type KubernetesVersion } from '../binaries/kubernetes-versions.ts';
import { ALL_ADDONS } from '../components/addons.ts';
import { DEFAULT_QPS } from '../components/client-limits.ts';
import type { ClusterOptions, Component, Site } from '../components/component.ts';
import { COMPONENTS } from '../components/index.ts';
import { componentImage, programOf, type ComponentImage } from '../images/component-image.ts';
import type { Image } from '../images/image.ts';
import type { BuildProgress } from '../preparation/build-progress.ts';
import { NODES } from '../machine/address-plan.ts';
import { apiOf } from './api.ts';
import { controlOf } from '../machine/control.ts';
import { layoutOf, type Layout } from '../machine/layout.ts';
import { supervisorProblem } from '../machine/machine.ts';
import { holdersAmong, type Holders } from './nodes.ts';

/** The programs and images of a cluster's components, by name. */
export interface Parts {
  binaries: Partial<Record<Binary, string>>;
  images: Partial<Record<ComponentImage, Image>>;
}

/** The options of a cluster by default. */
export const DEFAULT_OPTIONS: Readonly<ClusterOptions> = {
  kubernetes: DEFAULT_KUBERNETES,
  kwokNodes: 0,
  clientQps: DEFAULT_QPS,
  addons: [],
};

/** The components that a cluster with these options has. */
export function componentsOf(options: ClusterOptions): Component[] {
  return COMPONENTS.filter(
    ({ addon, wanted }) => (addon === undefined || options.addons.includes(addon)) && (wanted?.(options) ?? true),
  );
}

/** The programs that run on the machine for these components. The programs of their images are extra. */
export function programsOf(components: readonly Component[]): Binary[] {
  return [...new Set(components.flatMap(({ binaries }) => binaries))];
}

/** The images that these components run from. */
function imagesOf(components: readonly Component[]): ComponentImage[] {
  return [...new Set(components.flatMap(({ images = [] }) => images))];
}

/** Everything that is compiled for these components, in the order in which `obtainParts` does it. */
export function compiledFor(components: readonly Component[]): Binary[] {
  return [...programsOf(components), ...imagesOf(components).flatMap((image) => programOf(image) ?? [])];
}

/**
 * Builds the parts that are missing in the cache.
 * @param kubernetes which Kubernetes its own programs are of.
 */
export async function obtainParts(
  components: readonly Component[],
  kubernetes: KubernetesVersion,
  progress: BuildProgress,
): Promise<Parts> {
  const binaries = await buildBinaries(programsOf(components), progress, kubernetes);
  const images: Parts['images'] = {};
  for (const image of imagesOf(components)) images[image] = await componentImage(image, progress);
  return { binaries, images };
}

/** A cluster as its components see it. @param holders filled in once the nodes exist. */
export function siteOf(layout: Layout, options: ClusterOptions, parts: Parts, holders: Holders): Site {
  return {
    layout,
    options,
    nodes: NODES,
    control: controlOf(layout.controlSocket),
    api: apiOf(layout),
    binary: (name) => present(parts.binaries[name], name),
    image: (name) => present(parts.images[name], `image ${name}`),
    inNode: ({ name }, argv) => {
      const holder = holders[name];
      if (holder === undefined) throw new Error(`the namespaces of ${name} do not exist`);
      return ['nsenter', '-t', String(holder), '-m', '-n', '--', ...argv];
    },
  };
}

/**
 * The site of a running cluster, to read and to change what it has; its programs and images are not available.
 * @throws ShakedownError TESTBED_DOWN when it does not run.
 */
export async function runningSite(name: string): Promise<Site> {
  const layout = layoutOf(name);
  const trouble = await supervisorProblem(layout);
  if (trouble !== undefined) {
    throw new ShakedownError('TESTBED_DOWN', {
      meaning: 'infrastructure',
      expected: `cluster ${name} to run on this machine`,
      seen: `its supervisor: ${trouble}`,
      todo: `npm run cluster -- up --name ${name}`,
    });
  }
  const holders = holdersAmong(await controlOf(layout.controlSocket).list(), NODES);
  return siteOf(layout, await recordedOptions(layout), { binaries: {}, images: {} }, holders);
}

/** The options of the last `up` of a cluster. */
export async function recordedOptions({ optionsFile }: Layout): Promise<ClusterOptions> {
  if (!existsSync(optionsFile)) return DEFAULT_OPTIONS;
  return { ...DEFAULT_OPTIONS, ...(JSON.parse(await readFile(optionsFile, 'utf8')) as Partial<ClusterOptions>) };
}

/** The options of a cluster after an `up` with other ones: what is left out is kept, and add-ons are added. */
export function combined(
  kept: ClusterOptions,
  {
    kubernetes = kept.kubernetes,
    kwokNodes = kept.kwokNodes,
    clientQps = kept.clientQps,
    addons = [],
  }: Partial<ClusterOptions>,
): ClusterOptions {
  const all = ALL_ADDONS.filter((name) => [...kept.addons, ...addons].includes(name));
  return { kubernetes, kwokNodes, clientQps, addons: all };
}

function present<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`${name} is used, but no component lists it as needed`);
  return value;
}
