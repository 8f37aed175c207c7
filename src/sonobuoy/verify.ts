import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PLUGIN_NAME } from '../../plugin/definition.ts';
import { rbacManifests, SERVICE_ACCOUNT } from '../../plugin/rbac.ts';
import { renderPlugin } from '../../plugin/render.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Right } from '../cluster/rights.ts';
import type { Config } from '../config/schema.ts';
import { messageOf, ShakedownError, whatIsWrong } from '../errors/shakedown-error.ts';
import type { Results } from '../results/model.ts';
import { readResults } from '../results/read.ts';
import { lockCluster } from '../objects/lease/lock-cluster.ts';
import { createPrerequisites } from '../objects/create/prerequisites.ts';
import { RESULTS } from '../publish/file-names.ts';
import { writeResultFiles } from '../run/record/result-files.ts';
import { runLabels } from '../objects/create/run-labels.ts';
import type { Progress } from '../terminal/progress.ts';
import { milliseconds } from '../time/duration.ts';
import { fetchArchive } from './fetch.ts';
import { followRun } from './follow.ts';
import { incompleteResults } from './incomplete.ts';
import { removeOldRun, removePods, removeRun } from './old-run.ts';
import { keepPodLogs } from './pod-logs.ts';
import type { SonobuoyProgram } from './program.ts';
import { sonobuoyConfig } from './sonobuoy-config.ts';
import type { PluginProgress, TarInfo } from './status.ts';
import { errorOfPlugin, unpackPlugin } from './unpack.ts';

/** How long after the run's own deadline Sonobuoy gives the plugin up: SIGTERM, archive and upload happen in between. */
const HAND_OVER = 3 * 60_000;
/** How long Sonobuoy may take on top, before the plugin starts and after it has ended: it asks the API server for everything. */
const AROUND = 15 * 60_000;
/** The most that removing everything at the end may take: a pod has 90 s of grace. */
const CLEAN_UP = 180_000;
/** How long the namespaces wait for the end of the pods in them before they are deleted with them. */
const PODS_END = 30_000;

/** What a run by Sonobuoy is made of. */
export interface VerifyOptions {
  config: Config;
  cluster: Cluster;
  sonobuoy: SonobuoyProgram;
  runId: string;
  /** Whom to ask about the run, as the Lease shows it. */
  holder: string;
  /** How long another run is waited for, in milliseconds. */
  waitMs: number;
  /** Where the results go; made when it is not there. */
  resultsDir: string;
  /** All that the runner and the checks use: the plugin gets no more. */
  rights: readonly Right[];
  suiteVersion: string;
  /** Leaves everything in the cluster as it is at the end. */
  keep: boolean;
  progress: Progress;
  signal: AbortSignal;
}

/**
 * Runs the suite as a plugin, by Sonobuoy: takes the Lease, removes an old run, makes namespaces and roles, starts the run, follows it, fetches and
 * checks the archive, unpacks it into the results directory, and removes from the cluster what it has made.
 * @returns the results; of a run that was lost, what it had last reported, marked as incomplete.
 * @throws ShakedownError when no run came about, or nothing of it can be had.
 */
export async function verify(options: VerifyOptions): Promise<Results> {
  const { config, cluster, sonobuoy, runId, resultsDir, progress, signal } = options;
  const place = { cluster, sonobuoy, namespace: config.sonobuoy.namespace, plugin: PLUGIN_NAME, runId };
  await using cleanUp = new AsyncDisposableStack();
  const atEnd = (remove: (end: AbortSignal) => Promise<unknown>) =>
    cleanUp.defer(async () => {
      try {
        await remove(AbortSignal.timeout(CLEAN_UP));
      } catch (error) {
        // The verdict on the cluster stands whatever is left in it.
        progress.done(
          `not everything was removed: ${messageOf(error)}\nshakedown cleanup --run ${runId} removes the rest`,
        );
      }
    });
  progress.now('making sure that no run is under way');
  const { holder, waitMs } = options;
  const lock = await lockCluster(cluster, { config, runId, holder, waitMs, waiting: progress.now }, signal);
  atEnd((deadline) => lock.release({ deadline, keep: options.keep }));
  progress.now('looking for what an earlier run left');
  await removeOldRun(place, signal);

  progress.now('making namespaces and roles');
  const labels = runLabels(config, runId, cluster.serverDate());
  const manifests = rbacManifests({ config, rights: options.rights });
  const prerequisites = await createPrerequisites(cluster, manifests, labels, signal);
  let started = false;
  atEnd(async (end) => {
    if (options.keep) return;
    progress.now('removing Sonobuoy, namespaces and roles');
    // In a namespace that is there for all runs, Sonobuoy is by now that of whom the cluster was lost to.
    const mine = started && !lock.lost.aborted;
    // The controller of a namespace that finds pods in it looks again only after half of their grace period. When they do not end, for
    // their node is dead, all else still has to go, and removeRun tells of them.
    if (mine) await removePods(place, AbortSignal.timeout(PODS_END)).catch(() => {});
    const removals = await Promise.allSettled([mine ? removeRun(place, end) : undefined, prerequisites.remove(end)]);
    for (const removal of removals) if (removal.status === 'rejected') throw removal.reason;
  });

  progress.now('starting Sonobuoy');
  await mkdir(resultsDir, { recursive: true });
  const startedAt = cluster.clock.date();
  started = true;
  await start(options);
  let last: PluginProgress | undefined;
  try {
    const tar = await followRun({
      ...{ sonobuoy, cluster, namespace: place.namespace, plugin: PLUGIN_NAME, progress },
      timeoutMs: milliseconds(config.run.deadline) + HAND_OVER + AROUND,
      onProgress: (now) => {
        last = now;
      },
      signal: AbortSignal.any([signal, lock.lost]),
    });
    progress.done('Sonobuoy has finished');
    return await results(options, tar);
  } catch (error) {
    await keepPodLogs(cluster, place.namespace, resultsDir);
    // Before its first report nothing has run, so there is nothing that could be incomplete.
    if (last === undefined) {
      progress.done(`what was seen of its pods is in ${resultsDir}`);
      throw error;
    }
    return await whatIsKnown(options, startedAt, error, last);
  }
}

async function start({ config, sonobuoy, runId, resultsDir, suiteVersion, signal }: VerifyOptions): Promise<void> {
  const files = { plugin: join(resultsDir, 'shakedown-plugin.yaml'), config: join(resultsDir, 'sonobuoy-config.json') };
  const environment = { SHAKEDOWN_RUN_ID: runId };
  const plugin = renderPlugin({ config, serviceAccount: SERVICE_ACCOUNT, environment, version: suiteVersion });
  await writeFile(files.plugin, plugin);
  await writeFile(files.config, `${JSON.stringify(sonobuoyConfig(config), undefined, 2)}\n`);
  const { image, imagePullPolicy } = config.sonobuoy;
  const timeoutSeconds = Math.ceil((milliseconds(config.run.deadline) + HAND_OVER) / 1_000);
  await sonobuoy.start({ ...files, image, imagePullPolicy, timeoutSeconds }, signal);
}

async function results(options: VerifyOptions, tar: TarInfo): Promise<Results> {
  const { cluster, sonobuoy, resultsDir, progress, signal } = options;
  progress.now('fetching the results');
  const archive = await fetchArchive(sonobuoy, tar, resultsDir, { clock: cluster.clock, signal });
  const files = await unpackPlugin(archive, PLUGIN_NAME, resultsDir);
  if (files === 0) throw nothingHandedOver(await errorOfPlugin(archive, PLUGIN_NAME));
  progress.done(`fetched the results, ${files} files`);
  return await readHandedOver(resultsDir);
}

/** Reads what the plugin has handed over. @throws ShakedownError PLUGIN_NO_RESULTS, RESULTS_TOO_NEW, RESULTS_INVALID */
export async function readHandedOver(directory: string): Promise<Results> {
  try {
    return readResults(await readFile(join(directory, RESULTS), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const found = (await readdir(directory)).toSorted().join(', ');
    throw nothingHandedOver(`no ${RESULTS} in the archive; beside it now: ${found || 'nothing'}`);
  }
}

async function whatIsKnown(options: VerifyOptions, startedAt: Date, error: unknown, progress: PluginProgress) {
  const { config, runId, suiteVersion, cluster, resultsDir, signal } = options;
  const why = whatIsWrong(signal.aborted ? signal.reason : error);
  const run = { id: runId, startedAt: startedAt.toISOString(), suiteVersion };
  const known = incompleteResults({ run, config, endedAt: cluster.clock.date(), why, progress });
  await writeResultFiles(resultsDir, known);
  return known;
}

function nothingHandedOver(seen: string | undefined): ShakedownError {
  return new ShakedownError('PLUGIN_NO_RESULTS', {
    meaning: 'infrastructure',
    expected: 'the plugin to hand over its results',
    seen: seen ?? 'nothing of it in the archive',
    todo: 'see podlogs/ in sonobuoy.tar.gz beside the results',
  });
}
