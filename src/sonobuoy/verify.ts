import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '../files/make-directory.ts';
import { PLUGIN_NAME } from '../../plugin/definition.ts';
import { rbacManifests, SERVICE_ACCOUNT } from '../../plugin/rbac.ts';
import { renderPlugin } from '../../plugin/render.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Right } from '../cluster/rights/rights.ts';
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

/** How long after the run's own deadline Sonobuoy ends the plugin, in milliseconds: SIGTERM, archive and upload happen in between. */
const HAND_OVER = 3 * 60_000;
/** How long Sonobuoy may take besides, before the plugin starts and after it has ended, in milliseconds: images are
 * pulled, and the archive is packed. */
const OVERHEAD = 15 * 60_000;
/** Timeout for removing everything at the end, in milliseconds: a pod has a grace period of 90 s. */
const CLEAN_UP = 180_000;
/** How long the journal of a lost run is read from the archive, in milliseconds: whoever stopped the run waits. */
const READ_JOURNAL = 10_000;
/** How long the pods have to end before their namespaces are deleted, in milliseconds. */
const PODS_END = 30_000;

/** What a run by Sonobuoy needs. */
export interface VerifyOptions {
  config: Config;
  cluster: Cluster;
  sonobuoy: SonobuoyProgram;
  runId: string;
  /** Whom to ask about the run; the Lease shows it. */
  holder: string;
  /** How long to wait for another run, in milliseconds. */
  waitMs: number;
  /** The directory for the results; it is created if it does not exist. */
  resultsDir: string;
  /** All permissions that the runner and the checks need: the plugin gets only these. */
  rights: readonly Right[];
  suiteVersion: string;
  /** Removes nothing from the cluster at the end. */
  keep: boolean;
  /** The journal that the archive has of a run that was lost; `undefined` when it has none. @default there is no archive */
  readJournal?: (run: RunInArchive, signal: AbortSignal) => Promise<string | undefined>;
  progress: Progress;
  signal: AbortSignal;
}

/** What a run in the archive is found by. */
export interface RunInArchive {
  id: string;
  /** When it was asked for; it begins later. ISO 8601. */
  startedAt: string;
}

/**
 * Runs the suite as a Sonobuoy plugin: takes the Lease, removes an old run, creates namespaces and roles, starts and follows the run,
 * fetches and verifies the archive, unpacks it into the results directory, and removes the created objects from the cluster.
 * @returns the results; if the run was lost, incomplete results of what it had reported, and of what it had kept in the archive.
 * @throws ShakedownError when no run was started, or nothing is known about it.
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
        // The verdict on the cluster does not depend on leftovers.
        progress.done(
          `not everything was removed: ${messageOf(error)}\nshakedown cleanup --run ${runId} removes the rest`,
        );
      }
    });
  progress.now('checking that no other run is in progress');
  const { holder, waitMs } = options;
  const lock = await lockCluster(cluster, { config, runId, holder, waitMs, waiting: progress.now }, signal);
  atEnd((deadline) => lock.release({ deadline, keep: options.keep }));
  progress.now('looking for leftovers of an earlier run');
  await removeOldRun(place, signal);

  progress.now('creating namespaces and roles');
  const labels = runLabels(config, runId, cluster.serverDate());
  const manifests = rbacManifests({ config, rights: options.rights });
  const prerequisites = await createPrerequisites(cluster, manifests, labels, signal);
  let started = false;
  atEnd(async (end) => {
    if (options.keep) return;
    progress.now('removing Sonobuoy, namespaces and roles');
    // If another run has taken the Lease, Sonobuoy may be that run's by now, because the namespace may be shared by all runs.
    const mine = started && !lock.lost.aborted;
    // Pods first: the controller that deletes a namespace with pods in it tries again only after half of their grace period. If they do not
    // end because their node is dead, everything else is still removed, and removeRun reports them.
    if (mine) await removePods(place, AbortSignal.timeout(PODS_END)).catch(() => {});
    const removals = await Promise.allSettled([mine ? removeRun(place, end) : undefined, prerequisites.remove(end)]);
    for (const removal of removals) if (removal.status === 'rejected') throw removal.reason;
  });

  progress.now('starting Sonobuoy');
  makeDirectory(resultsDir);
  const startedAt = cluster.clock.date();
  started = true;
  await start(options);
  let last: PluginProgress | undefined;
  try {
    const tar = await followRun({
      ...{ sonobuoy, cluster, namespace: place.namespace, plugin: PLUGIN_NAME, progress },
      timeoutMs: milliseconds(config.run.deadline) + HAND_OVER + OVERHEAD,
      onProgress: (now) => {
        last = now;
      },
      signal: AbortSignal.any([signal, lock.lost]),
    });
    progress.done('Sonobuoy has finished');
    return await results(options, tar);
  } catch (error) {
    await keepPodLogs(cluster, place.namespace, resultsDir);
    // Before its first report no test has run, so there are no incomplete results.
    if (last === undefined) {
      progress.done(`the logs of its pods are in ${resultsDir}`);
      throw error;
    }
    return await resultsOfLostRun(options, startedAt, error, last);
  }
}

async function start({ config, sonobuoy, runId, resultsDir, suiteVersion, signal }: VerifyOptions): Promise<void> {
  const files = { plugin: join(resultsDir, 'shakedown-plugin.yaml'), config: join(resultsDir, 'sonobuoy-config.json') };
  const environment = { SHAKEDOWN_RUN_ID: runId };
  const plugin = renderPlugin({
    ...{ config, serviceAccount: SERVICE_ACCOUNT, environment, version: suiteVersion },
    // This process does it, with the archive of Sonobuoy.
    publish: false,
  });
  await writeFile(files.plugin, plugin);
  await writeFile(files.config, `${JSON.stringify(sonobuoyConfig(config), undefined, 2)}\n`);
  const { image, imagePullPolicy } = config.sonobuoy;
  const timeoutSeconds = Math.ceil((milliseconds(config.run.deadline) + HAND_OVER) / 1_000);
  const permissions = 'clusterRead';
  await sonobuoy.start({ ...files, image, imagePullPolicy, timeoutSeconds, permissions }, signal);
}

async function results(options: VerifyOptions, tar: TarInfo): Promise<Results> {
  const { cluster, sonobuoy, resultsDir, progress, signal } = options;
  progress.now('fetching the results');
  const archive = await fetchArchive(sonobuoy, tar, resultsDir, { clock: cluster.clock, signal });
  const files = await unpackPlugin(archive, PLUGIN_NAME, resultsDir);
  if (files === 0) throw nothingHandedOver(await errorOfPlugin(archive, PLUGIN_NAME));
  progress.done(`fetched the results, ${files} files`);
  return await readHandedOver(resultsDir, options.runId);
}

/**
 * Reads the results that the plugin handed over.
 * @param runId the run that they must be of.
 * @throws ShakedownError PLUGIN_NO_RESULTS, PLUGIN_FOREIGN_RESULTS, RESULTS_TOO_NEW, RESULTS_INVALID
 */
export async function readHandedOver(directory: string, runId: string): Promise<Results> {
  const results = readResults(await textOfResults(directory), directory);
  if (results.run.id === runId) return results;
  throw new ShakedownError('PLUGIN_FOREIGN_RESULTS', {
    meaning: 'infrastructure',
    expected: `the plugin to hand over the results of run ${runId}`,
    seen: `they are those of run ${results.run.id}`,
    todo: 'see what else runs Sonobuoy in this cluster, and run again; the versions of the image and of this program must be the same',
  });
}

async function textOfResults(directory: string): Promise<string> {
  try {
    return await readFile(join(directory, RESULTS), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const found = (await readdir(directory)).toSorted().join(', ');
    throw nothingHandedOver(`no ${RESULTS} in the archive; the results directory has: ${found || 'nothing'}`);
  }
}

async function resultsOfLostRun(options: VerifyOptions, startedAt: Date, error: unknown, progress: PluginProgress) {
  const { config, runId, suiteVersion, cluster, resultsDir, signal } = options;
  const why = whatIsWrong(signal.aborted ? signal.reason : error);
  const run = { id: runId, startedAt: startedAt.toISOString(), suiteVersion };
  const journal = await journalOfLostRun(options, run);
  const known = incompleteResults({ run, config, endedAt: cluster.clock.date(), why, progress, journal });
  await writeResultFiles(resultsDir, known);
  return known;
}

async function journalOfLostRun({ readJournal, progress }: VerifyOptions, run: RunInArchive) {
  try {
    return await readJournal?.(run, AbortSignal.timeout(READ_JOURNAL));
  } catch (error) {
    progress.done(`what it had measured cannot be read from the archive: ${messageOf(error)}`);
    return undefined;
  }
}

function nothingHandedOver(seen: string | undefined): ShakedownError {
  return new ShakedownError('PLUGIN_NO_RESULTS', {
    meaning: 'infrastructure',
    expected: 'the plugin to hand over its results',
    seen: seen ?? 'the archive contains nothing of the plugin',
    todo: 'see plugins/shakedown/errors in sonobuoy.tar.gz next to the results, and run again with --keep to read the logs of its pod',
  });
}
