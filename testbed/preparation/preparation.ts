import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { familiesToBuild, type Binary } from '../binaries/binaries.ts';
import { layoutOf } from '../machine/layout.ts';
import { supervisorTrouble } from '../machine/machine.ts';
import { preflight } from '../machine/preflight.ts';
import { compiledFor, componentsOf, recordedOptions } from '../cluster/site.ts';
import type { ClusterOptions } from '../components/component.ts';
import { isBuilt, type BuiltImage } from '../images/built-image.ts';
import { announcement } from './announcement.mjs';
import type { BuildProgress } from './build-progress.ts';
import { keepBuildTimes } from './build-times.ts';
import { isAnnounced, takeHandedOver } from './handed-over.mjs';
import { overallProgress } from './overall-progress.mjs';
import { plannedParts, type Wanted, type Weights } from './parts.mjs';

/** What a command needs before its own work begins. */
export interface PreparationOptions {
  /** The cluster that it brings up. */
  cluster: string;
  /** What the cluster is asked for; the rest is as an earlier `up` had it. */
  clusterOptions?: Partial<ClusterOptions>;
  /** Programs besides those of the cluster. @default none */
  programs?: Binary[];
  /** Images that are built and loaded into the cluster. @default none */
  images?: BuiltImage[];
  /** Where there is no terminal: at least so many milliseconds lie between two lines. @default 15 s */
  everyMs?: number;
}

/**
 * Says what has to be done and about how long it takes, and does it with one progress over all of it. What exists already is not in the plan.
 * @param work does what the plan names, and reports to the progress that it is given.
 * @throws ShakedownError when the cluster's name or the machine is not fit for it, before anything is announced; and whatever `work` throws.
 */
export async function withPreparation<T>(
  options: PreparationOptions,
  work: (progress: BuildProgress) => Promise<T>,
): Promise<T> {
  const wanted = await stillWanted(options);
  const cores = availableParallelism();
  const weights = JSON.parse(await readFile(join(import.meta.dirname, 'weights.json'), 'utf8')) as Weights;
  const parts = plannedParts(wanted, weights, cores);
  const handedOver = takeHandedOver();
  if (!isAnnounced(parts, handedOver)) process.stderr.write(`${announcement(wanted, parts, cores)}\n`);

  const waiting = parts.map((part) => ({ part, state: 'waiting' as const, elapsed: 0 }));
  const { everyMs } = options;
  const progress = overallProgress([...handedOver.finished, ...waiting], everyMs === undefined ? {} : { everyMs });
  const result = await work(progress).finally(() => progress.end());
  await keepBuildTimes(progress.finished());
  return result;
}

async function stillWanted({ cluster, clusterOptions = {}, ...options }: PreparationOptions): Promise<Wanted> {
  const { programs = [], images = [] } = options;
  const layout = layoutOf(cluster);
  await preflight();
  const components = componentsOf({ ...(await recordedOptions(layout)), ...clusterOptions });
  const missing: string[] = [];
  for (const recipe of images) if (!(await isBuilt(recipe))) missing.push(recipe.name);
  return {
    debian: [],
    npm: false,
    families: await familiesToBuild([...compiledFor(components), ...programs]),
    images: missing,
    cluster: (await supervisorTrouble(layout)) === undefined ? 'check' : 'start',
    load: images.length > 0,
  };
}
