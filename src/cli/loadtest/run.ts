import type { Cluster } from '../../cluster/cluster.ts';
import type { Setting } from '../../config/setting.ts';
import { whatIsWrong } from '../../errors/shakedown-error.ts';
import { loadWithoutAccount } from '../../loadtest/judge-load.ts';
import { keepReport } from '../../loadtest/keep-report.ts';
import { reportAsFarAsThere, type PartialReport } from '../../instruments/load/figures/load-report.ts';
import { loadResults } from '../../loadtest/load-results.ts';
import { ensureNamespace, removeOwnNamespace } from '../../loadtest/own-namespace.ts';
import type { LoadProfile } from '../../instruments/load/profile.ts';
import { runLoad, withLastWords } from '../../instruments/load/run-load.ts';
import { removePlatform, removePlatformOf } from '../../loadtest/remove-platform.ts';
import { refuseUnderWay, deployPersistent } from '../../loadtest/persistent-platform.ts';
import type { Results } from '../../results/model.ts';
import { holderOfLease, takeLease, type HeldLease } from '../../objects/lease/lease.ts';
import { reasonOf } from '../../run/check/outcome.ts';
import { newRunId } from '../../run/run-id.ts';
import { waitForRun } from '../../objects/lease/wait-for-run.ts';
import { holderOf } from '../suite/holder.ts';
import { resultsDirectory, waitMsOf, type ResultsOptions, type WaitOptions } from '../command-line/options.ts';
import type { ContextOptions } from '../command-line/given.ts';
import { formatWorkers } from './format-workers.ts';
import type { LoadOptions, PlatformOptions } from './options.ts';
import { planLoad, type LoadPlan } from './plan.ts';
import { frameOf, judged, printSummary } from './report.ts';
import { resultOf } from './result-of.ts';
import { inSession, type Session } from './session.ts';
import { liveStatus } from './status.ts';
import { thenCleanUp } from './then-clean-up.ts';
import { warnOfRun } from './warn-of-run.ts';
import { writeReport } from './write-report.ts';

type Options = ContextOptions & PlatformOptions & LoadOptions & ResultsOptions & WaitOptions & { keepReport?: boolean };

const CLEAN_UP_MS = 90_000;

/**
 * `shakedown loadtest run`: everything from setup to cleanup.
 * @returns the exit code, by the verdict.
 */
export async function runLoadtest(options: Options, settings: readonly Setting[]): Promise<number> {
  return await inSession(options, settings, async (session) => {
    const { cluster, ref, progress, signal } = session;
    const plan = await planLoad(session, options);
    const runId = newRunId(cluster.clock.date());
    const waiting = { waitMs: waitMsOf(options), waiting: progress.now };
    await using lease = await waitForRun(cluster, waiting, signal, () => takeUp(session, runId));
    await warnOfRun(session);
    const place = { ...session, signal: AbortSignal.any([signal, lease.lost]) };
    const directory = resultsDirectory(options, runId);
    // Outside of what cleans up: a load that is refused for somebody else's must not take that one along.
    await refuseUnderWay(session, ref, place.signal);
    const work = async () => {
      const { results, report } = await make(place, plan, runId);
      await writeReport(directory, results, report);
      progress.end();
      // Before it is kept in the cluster, which may refuse.
      const exit = printSummary(results, directory);
      if (options.keepReport) await keepReport(session, { runId, results, ...(report && { report }) }, signal);
      return exit;
    };
    const cleanUp = async () => {
      progress.now('cleaning up');
      // Not by the run's own signal: what was made goes also when the run was cut off.
      await cleanUpAfter(session, runId, lease);
    };
    return await thenCleanUp(work, cleanUp, progress.done);
  });
}

/** Makes the namespace unless it is there, and takes its Lease. Where that fails, the namespace goes again, unless another run was quicker. */
async function takeUp({ cluster, ref, progress, signal }: Session, runId: string): Promise<HeldLease> {
  const { namespace } = ref;
  try {
    await ensureNamespace(cluster, ref, signal);
    return await takeLease(cluster, { namespace, runId, holder: holderOf('loadtest run') }, signal);
  } catch (error) {
    // Not by the run's own signal, which may have been what cut it off.
    await removeUnlessTaken(cluster, namespace, runId, AbortSignal.timeout(CLEAN_UP_MS)).catch((left: unknown) =>
      progress.done(`not cleaned up: ${whatIsWrong(left)}`),
    );
    throw error;
  }
}

async function removeUnlessTaken(
  cluster: Cluster,
  namespace: string,
  runId: string,
  signal: AbortSignal,
): Promise<void> {
  const holder = await holderOfLease(cluster, namespace, signal);
  if (holder !== undefined && holder !== runId) return;
  await removeOwnNamespace(cluster, namespace, { withinMs: CLEAN_UP_MS, signal });
}

/** Leaves nothing of a run. Who has lost the Lease, as a laptop that slept, shares the platform's name with whoever has it by now. */
async function cleanUpAfter({ cluster, ref, progress }: Session, runId: string, lease: HeldLease): Promise<void> {
  const signal = AbortSignal.timeout(CLEAN_UP_MS);
  if (await lease.isHeld(signal)) return void (await removePlatform(cluster, ref, signal));
  const other = await removePlatformOf(cluster, runId, ref, signal);
  if (other === undefined) return;
  progress.done(`left ${ref.namespace}/${ref.name} as it is: run ${other} has set it up meanwhile`);
}

async function make(
  session: Session,
  plan: LoadPlan,
  runId: string,
): Promise<{ results: Results; report?: PartialReport }> {
  const { cluster, config, ref, progress, signal } = session;
  const { profile } = plan;
  const startedAt = cluster.clock.date();
  try {
    progress.now(`setting up ${formatWorkers(profile.workers)} in ${ref.namespace}`);
    const platform = await deployPersistent(session, { ...ref, ...plan, load: profile, runId }, signal);
    await platform.connected(profile.workers, signal);
    progress.done(`${formatWorkers(profile.workers)} connected`);
    const { users, spawnRate, seconds, rate } = profile;
    const order = { id: runId, users, spawnRate, seconds, rate };
    progress.end();
    const raw = await runLoad({
      master: platform.master,
      order,
      clock: cluster.clock,
      signal,
      onStatus: liveStatus(session),
    });
    const account = await withLastWords(cluster, ref.namespace, raw, signal);
    const { report, missing } = await reportAsFarAsThere(platform.master, account, signal);
    if (missing !== undefined) progress.done(missing);
    return { results: judged(nameOf(profile), profile, account, config), report };
  } catch (error) {
    const status = resultOf(error);
    if (!status) throw error;
    const tests = loadWithoutAccount(nameOf(profile), profile, { status, reason: reasonOf(error) });
    const frame = { ...frameOf(config), id: runId, startedAt, endedAt: cluster.clock.date() };
    return { results: loadResults(frame, tests) };
  }
}

/** A load test is named after its script; the same script is the same test from run to run. */
function nameOf({ script }: LoadProfile): string {
  return script === '' ? 'paths' : script.replace(/\.py$/, '');
}
