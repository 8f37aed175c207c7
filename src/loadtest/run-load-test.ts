import { WaitError } from '../conditions/waiting/wait-error.ts';
import { whatIsWrong } from '../errors/shakedown-error.ts';
import type { PartialReport } from '../instruments/load/figures/load-report.ts';
import { reportAsFarAsThere } from '../instruments/load/figures/load-report.ts';
import type { PlatformRef } from '../instruments/load/platform/platform.ts';
import { runLoad, withLastWords } from '../instruments/load/run-load.ts';
import type { HeldLease } from '../objects/lease/lease.ts';
import { waitForRun } from '../objects/lease/wait-for-run.ts';
import { cleanLine } from '../results/clean-text.ts';
import type { Reason, Results } from '../results/model.ts';
import { reasonOf } from '../results/reason-of.ts';
import { formatWorkers } from './format-workers.ts';
import { holdNamespace } from './hold-namespace.ts';
import { frameOf, judgeAccount } from './judge/judge-account.ts';
import { loadWithoutAccount } from './judge/judge-load.ts';
import { loadResults } from './judge/load-results.ts';
import { resultOf } from './judge/result-of.ts';
import type { LoadTestContext } from './load-test-context.ts';
import { deployPersistent, refuseUnderWay } from './persistent-platform.ts';
import { removePlatform, removePlatformOf } from './remove-platform.ts';
import type { LoadTestSpec } from './spec/load-test-spec.ts';
import type { LoadTestPlan } from './spec/plan-load-test.ts';
import { thenCleanUp } from './then-clean-up.ts';
import { warnOfRun } from './warn-of-run.ts';

/** How long the clean-up may take, in milliseconds. */
const CLEAN_UP_MS = 90_000;

/** A load test to run. */
export interface LoadTest {
  ref: PlatformRef;
  /** As `planLoadTest` makes it. */
  plan: LoadTestPlan;
  runId: string;
  /** Whom to ask about the run: `ann@laptop (shakedown loadtest run)`. */
  holder: string;
  /** How long to wait for the end of another run that holds the Lease of the namespace, in milliseconds. @default 0: not at all */
  waitMs?: number | undefined;
  /** Takes the outcome before the platform is removed: a clean-up that fails does not lose it. */
  onOutcome?: (outcome: LoadTestOutcome) => Promise<void>;
}

/** The outcome of a load test. */
export interface LoadTestOutcome {
  results: Results;
  /** Absent when there was no load to report on. */
  report?: PartialReport;
}

/**
 * Runs a load test from its plan to judged results: sets the platform up, makes the load, judges it, and removes the platform to its last
 * object, also when it fails.
 * @throws ShakedownError LOAD_UNDER_WAY or RUN_UNDER_WAY when somebody else's test runs there; whatever `resultOf` takes for no result.
 * @example
 * const plan = await planLoadTest(context, 'loadtest', { properties: { TARGET_HOST: 'shop.web', THRESHOLDS: 'p95 < 500ms' } });
 * const ref = { namespace: 'loadtest', name: 'locust' };
 * const { results } = await runLoadTest(context, { ref, plan, runId: newRunId(new Date()), holder: 'the delivery gate' });
 * verdict(results).exitCode;
 */
export async function runLoadTest(context: LoadTestContext, test: LoadTest): Promise<LoadTestOutcome> {
  const { progress, signal } = context;
  const waiting = { waitMs: test.waitMs, waiting: progress.now };
  await using lease = await waitForRun(context.cluster, waiting, signal, () =>
    holdNamespace(context, test, CLEAN_UP_MS),
  );
  await warnOfRun(context);
  const underLease = { ...context, signal: AbortSignal.any([signal, lease.lost]) };
  // Before anything is to be cleaned up: when the test is refused because of somebody else's load, that load must go on.
  await refuseUnderWay(context, test.ref, underLease.signal);
  const work = async () => {
    const outcome = await makeAndJudge(underLease, test);
    await test.onOutcome?.(outcome);
    return outcome;
  };
  const cleanUp = async () => {
    progress.now('cleaning up');
    await cleanUpAfter(context, test, lease);
  };
  return await thenCleanUp(work, cleanUp, progress.done);
}

/** Leaves nothing of a run. A run that has lost the Lease, as on a laptop that slept, shares the platform's name with whoever has it by now. */
async function cleanUpAfter(
  { cluster, progress }: LoadTestContext,
  { ref, runId }: LoadTest,
  lease: HeldLease,
): Promise<void> {
  // Not the run's own signal: a run that was cut off cleans up as well.
  const signal = AbortSignal.timeout(CLEAN_UP_MS);
  if (await lease.isHeld(signal)) return void (await removePlatform(cluster, ref, signal));
  const other = await removePlatformOf(cluster, runId, ref, signal);
  if (other === undefined) return;
  progress.done(`left ${ref.namespace}/${ref.name} as it is: run ${other} has set it up meanwhile`);
}

async function makeAndJudge(context: LoadTestContext, { ref, plan, runId }: LoadTest): Promise<LoadTestOutcome> {
  const { cluster, progress, signal, onStatus } = context;
  const { spec, ...scripts } = plan;
  const startedAt = cluster.clock.date();
  try {
    progress.now(`setting up ${formatWorkers(spec.workers)} in ${ref.namespace}`);
    const request = { ...ref, ...scripts, profile: spec, load: spec, runId };
    const platform = await deployPersistent(context, request, signal);
    await platform.connected(spec.workers, signal);
    progress.done(`${formatWorkers(spec.workers)} connected`);
    progress.end();
    const { master } = platform;
    const { users, spawnRate, seconds, rate } = spec;
    const order = { id: runId, users, spawnRate, seconds, rate };
    const raw = await runLoad({ master, order, clock: cluster.clock, signal, ...(onStatus && { onStatus }) });
    const account = await withLastWords(cluster, ref.namespace, raw, signal);
    const { report, missing } = await reportAsFarAsThere(master, account, signal);
    if (missing !== undefined) progress.done(missing);
    return { results: judgeAccount(context, nameOf(spec), spec, account), report };
  } catch (error) {
    const status = resultOf(error);
    if (!status) throw error;
    const tests = loadWithoutAccount(nameOf(spec), spec, { status, reason: whyEnded(error) });
    const frame = { ...frameOf(context), id: runId, startedAt, endedAt: cluster.clock.date() };
    return { results: loadResults(frame, tests) };
  }
}

/** Why there was no load. The title of a check says what a wait in it expects; that of a load test does not, so its reason does. */
function whyEnded(error: unknown): Reason {
  const reason = reasonOf(error);
  return error instanceof WaitError ? { ...reason, message: cleanLine(whatIsWrong(error)) } : reason;
}

/** A load test is named after its script: the same script is the same test from run to run. */
function nameOf({ script }: LoadTestSpec): string {
  return script === '' ? 'paths' : script.replace(/\.py$/, '');
}
