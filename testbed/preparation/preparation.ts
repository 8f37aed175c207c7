import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { familiesToBuild, type Binary } from '../binaries/binaries.ts';
import { layoutOf } from '../machine/layout.ts';
import { supervisorProblem } from '../machine/machine.ts';
import { preflight } from '../machine/preflight.ts';
import { combined, compiledFor, componentsOf, recordedOptions } from '../cluster/site.ts';
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
  /** The cluster that the command brings up. */
  cluster: string;
  /** Options of the cluster; the others keep the values of the last `up`. */
  clusterOptions?: Partial<ClusterOptions>;
  /** Programs besides those of the cluster. @default none */
  programs?: Binary[];
  /** Images that are built and loaded into the cluster. @default none */
  images?: BuiltImage[];
  /** Without a terminal: the minimum time between two lines, in milliseconds. @default 15 s */
  everyMs?: number;
}

/**
 * Announces what has to be done and about how long it takes, and does it with one progress over all parts. What exists already is not in the plan.
 * @param work does what is in the plan, and reports to the progress.
 * @throws ShakedownError when the cluster's name is not valid or the machine lacks something, before anything is announced; and the errors of `work`.
 */
export async function withPreparation<T>(
  options: PreparationOptions,
  work: (progress: BuildProgress) => Promise<T>,
): Promise<T> {
  const wanted = await remainingWork(options);
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

async function remainingWork({ cluster, clusterOptions = {}, ...options }: PreparationOptions): Promise<Wanted> {
  const { programs = [], images = [] } = options;
  const layout = layoutOf(cluster);
  await preflight();
  const combination = combined(await recordedOptions(layout), clusterOptions);
  const components = componentsOf(combination);
  const missing: string[] = [];
  for (const recipe of images) if (!(await isBuilt(recipe))) missing.push(recipe.name);
  return {
    debian: [],
    npm: false,
    families: await familiesToBuild([...compiledFor(components), ...programs], combination.kubernetes),
    images: missing,
    cluster: (await supervisorProblem(layout)) === undefined ? 'check' : 'start',
    load: images.length > 0,
  };
}
