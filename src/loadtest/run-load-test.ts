import { WaitError } from '../conditions/waiting/wait-error.ts';
import { ShakedownError, whatIsWrong } from '../errors/shakedown-error.ts';
import type { PartialReport } from '../instruments/load/figures/load-report.ts';
import { reportAsFarAsThere } from '../instruments/load/figures/load-report.ts';
import type { PlatformRef } from '../instruments/load/platform/platform.ts';
import { runLoad, withLastWords } from '../instruments/load/run-load.ts';
import type { HeldLease } from '../objects/lease/take-lease.ts';
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
import { deployPersistent, refusePersistent, refuseUnderWay } from './persistent-platform.ts';
import { refuseForeign } from './refuse-foreign.ts';
import { removePlatform, removePlatformOf } from './remove-platform.ts';
import type { LoadTestSpec } from './spec/load-test-spec.ts';
import type { LoadTestPlan } from './spec/plan-load-test.ts';
import { thenCleanUp } from './then-clean-up.ts';
import { warnOfRun } from './warn-of-run.ts';

/** Timeout for the clean-up, in milliseconds. */
const CLEAN_UP_MS = 90_000;

/** A load test to run. */
export interface LoadTest {
  ref: PlatformRef;
  /** The result of `planLoadTest`. */
  plan: LoadTestPlan;
  runId: string;
  /** Whom to ask about the run: `ann@laptop (shakedown loadtest run)`. */
  holder: string;
  /** How long to wait for the end of another run that holds the Lease of the namespace, in milliseconds. @default 0: not at all */
  waitMs?: number | undefined;
  /** Called with the outcome before the platform is removed, so that a failed clean-up does not lose it. */
  onOutcome?: (outcome: LoadTestOutcome) => Promise<void>;
}

/** The outcome of a load test. */
export interface LoadTestOutcome {
  results: Results;
  /** Absent when there was no load. */
  report?: PartialReport;
}

/**
 * Runs a load test from its plan to judged results: sets up the platform, runs the load, judges it, and removes the platform to its last
 * object, also when it fails.
 * @throws ShakedownError LOAD_UNDER_WAY or RUN_UNDER_WAY when another test runs there, LOAD_PLATFORM_EXISTS when a platform of that name stays there, LOAD_NAME_TAKEN when objects of somebody else have its names; errors that are not a result according to `resultOf`.
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
  // This comes before the part that is cleaned up: if the test is refused because of another load, that load must continue.
  await refuseForeign(context.cluster, test.ref, underLease.signal);
  await refuseUnderWay(context, test.ref, underLease.signal);
  await refusePersistent(context.cluster, test.ref, underLease.signal);
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

/** Removes the objects of a run. If the run has lost the Lease, as on a laptop that slept, another run may have a platform of that name by now. */
async function cleanUpAfter(
  { cluster, progress }: LoadTestContext,
  { ref, runId }: LoadTest,
  lease: HeldLease,
): Promise<void> {
  // It has its own timeout, because a run that was cut off also cleans up.
  const signal = AbortSignal.timeout(CLEAN_UP_MS);
  const kept = (what: string) => progress.done(`namespace ${ref.namespace} stays, because of ${what}`);
  if (await lease.isHeld(signal)) return void (await removePlatform(cluster, ref, signal, kept));
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
    const { users, spawnRate, seconds, runTime, rate } = spec;
    const order = { id: runId, users, spawnRate, seconds, runTime, rate };
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
    const trouble = meansUsage(error) ? { kind: 'usage' as const, ...whyEnded(error) } : undefined;
    return { results: loadResults({ ...frame, ...(trouble && { trouble }) }, tests) };
  }
}

/** Whether the user's input is at fault, such as a script that cannot be loaded: then the exit code is that of wrong usage. */
function meansUsage(error: unknown): boolean {
  return error instanceof ShakedownError && error.meaning === 'usage';
}

/** Why there was no load. The title of a load test, unlike that of a check, does not say what was expected, so the reason does. */
function whyEnded(error: unknown): Reason {
  const reason = reasonOf(error);
  return error instanceof WaitError ? { ...reason, message: cleanLine(whatIsWrong(error)) } : reason;
}

/** The name of a load test is that of its script: the same script is the same test in every run. */
function nameOf({ script }: LoadTestSpec): string {
  return script === '' ? 'paths' : script.replace(/\.py$/, '').replaceAll('/', '-');
}
