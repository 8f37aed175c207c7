import { AsyncLocalStorage } from 'node:async_hooks';
import type { Cluster } from '../../cluster/cluster.ts';
import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Config } from '../../config/schema.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { cleanLine } from '../../results/clean-text.ts';
import type { TestResult } from '../../results/model.ts';
import type { Subject } from '../../authoring/registration.ts';
import type { Clock } from '../../time/clock.ts';
import { formatDuration } from '../../time/duration.ts';
import { CheckOverdue, RunCutOff } from './endings.ts';
import { isExplainable, type FailureEvidence } from '../evidence/failure-evidence.ts';
import type { OwnObjects } from '../evidence/own-objects.ts';
import type { EvidenceStore } from '../record/evidence.ts';
import type { LoadedCheck } from '../plan/load-specs.ts';
import type { TimedCheck } from '../time/critical-path.ts';
import { allowedTime } from './allowed-time.ts';
import type { FinalStretch } from './final-stretch.ts';
import type { OpenWait } from './open-wait.ts';
import { outcomeOf, type Outcome } from './outcome.ts';
import type { RunTools } from './run-tools.ts';
import type { Scheduler } from './scheduler.ts';
import { issueToolbox, type IssuedToolbox } from './toolbox.ts';
import { whyUnanswered } from './unanswered.ts';
import type { WaitWatch } from './wait-watch.ts';

/** How long a body may run after its signal fired, in milliseconds, to clean up; shorter when the run is cut off. */
const GRACE = { overdue: 15_000, cutOff: 4_000 };

/** The id of the check to which the running code belongs, also in later callbacks and rejections. */
export const currentCheck = new AsyncLocalStorage<string>();

/** What all checks of a run share. */
export interface CheckContext {
  tools: RunTools;
  cluster: Cluster;
  config: Config;
  clock: Clock;
  evidence: EvidenceStore;
  /** Collects what explains a check that has not passed. */
  failures: FailureEvidence;
  /** What checks have created. */
  own: Pick<OwnObjects, 'of'>;
  /** Watches the running checks, and what they wait for. */
  waits: Pick<WaitWatch, 'begin' | 'end'>;
  /** Which checks are about to be judged. */
  stretch: FinalStretch;
  /** Called with what a check that has ended has spent its time on. */
  spent: (time: TimedCheck) => void;
  /** Takes a lock for a part of a check. */
  hold: Scheduler['hold'];
  /** Fires when the run is cut off; its reason is a {@link RunCutOff}. */
  cutOff: AbortSignal;
}

/** Runs the body of a check to its end or until its timeout, and returns the result. Never rejects. */
export async function runCheck(check: LoadedCheck, context: CheckContext): Promise<TestResult> {
  const { clock, config } = context;
  const startedAt = clock.date().toISOString();
  const start = clock.now();
  const allowed = allowedTime(check, config);
  const stop = new AbortController();
  const evidence = context.evidence.forTest(check.id);
  const explained: Explained = { texts: [] };
  // The wait for a lock is not the check's own time.
  const remaining = (): number => start + allowed + issued.waitedForLocks() - clock.now();
  const issued: IssuedToolbox = issueToolbox({
    ...context,
    uses: check.uses,
    locks: check.locks ?? [],
    signal: stop.signal,
    evidence,
    remaining,
    subject: check.subject,
    // An object of the cluster is still there when the check has ended.
    failing: async () => {
      const hasOwn = !check.subject && context.own.of(check.id).length > 0;
      if (hasOwn && explained.texts.length === 0) await explain(check, context, explained);
    },
  });
  context.waits.begin(check.id, issued.waits);
  context.stretch.begin(check.id, remaining);
  const run = async () => (check.skip === undefined ? await check.body(issued.toolbox) : issued.leaveOut(check.skip));
  const body = currentCheck.run(check.id, () => settle(run));
  const outcome = await judged(body, stop, { allowed, remaining }, issued.waits, context);
  context.waits.end(check.id);
  context.spent({ id: check.id, ...issued.spent() });
  const final = await unlessSubjectDeleted(await unlessUnanswered(outcome, context), check.subject, context);
  context.stretch.end(check.id);
  const durationSeconds = Math.round(clock.now() - start) / 1_000;
  if (isExplainable(final.status)) {
    if (explained.texts.length === 0) {
      // Many checks may be over in the same moment. The API server answers those first that are still judged.
      await context.stretch.over(context.cutOff);
      // A fault of the suite itself is not in the cluster.
      const isAbout = check.subject !== undefined || context.own.of(check.id).length > 0;
      if (isAbout || final.status !== 'error') await explain(check, context, explained);
    }
    for (const { title, text } of explained.texts) evidence.attach(title, text);
  }
  const { kept, leftOut } = await evidence.write();
  const notes = [...issued.notes, ...(leftOut === undefined ? [] : [leftOut])];
  const reason = final.reason ? { reason: { ...final.reason, message: cleanLine(final.reason.message) } } : {};
  return {
    id: check.id,
    area: check.area,
    title: check.title,
    status: final.status,
    ...reason,
    startedAt,
    durationSeconds,
    attempts: 1,
    measurements: [...issued.measurements],
    ...(notes.length > 0 && { notes }),
    evidence: kept,
  };
}

/** What explains why a check fails, once it is collected. */
interface Explained {
  texts: Awaited<ReturnType<FailureEvidence['about']>>;
}

/**
 * Collects what explains a check that fails: about the object that it is about, or else about what it has created, or else about the cluster. Later it may have removed that, so
 * its first wait that fails is the moment.
 */
async function explain({ id, subject }: LoadedCheck, context: CheckContext, explained: Explained): Promise<void> {
  const objects = subject ? [subject] : context.own.of(id);
  explained.texts = await context.failures.about(objects, context.cutOff);
}

type Settled = { returned: true } | { thrown: unknown };

async function settle(body: () => Promise<void>): Promise<Settled> {
  try {
    await body();
    return { returned: true };
  } catch (thrown) {
    return { thrown };
  }
}

async function judged(
  body: Promise<Settled>,
  stop: AbortController,
  { allowed, remaining }: { allowed: number; remaining: () => number },
  waits: () => readonly OpenWait[],
  { clock, cutOff }: CheckContext,
): Promise<Outcome> {
  const over = new AbortController();
  const untilOverdue = async () => {
    for (let left = remaining(); left > 0; left = remaining()) await clock.sleep(left, over.signal);
  };
  const overdue = untilOverdue().then(
    () => stop.abort(tooLong(allowed, waits())),
    () => {},
  );
  const cut = () => stop.abort(cutOff.reason);
  if (cutOff.aborted) cut();
  cutOff.addEventListener('abort', cut);
  try {
    const abandoned = aborted(stop.signal).then(async () => {
      await clock.sleep(stop.signal.reason instanceof RunCutOff ? GRACE.cutOff : GRACE.overdue, over.signal);
      return 'abandoned' as const;
    });
    abandoned.catch(() => {});
    const ended = await Promise.race([body, abandoned]);
    if (ended === 'abandoned') return outcomeOfAbandoned(stop.signal.reason, waits(), allowed);
    if ('returned' in ended) return { status: 'passed' };
    return outcomeOf(endedBy(ended.thrown, stop.signal) ? stop.signal.reason : ended.thrown);
  } finally {
    over.abort();
    cutOff.removeEventListener('abort', cut);
    await overdue;
  }
}

/** Whether the error was caused by the signal, so that the signal's reason is the cause. */
function endedBy(thrown: unknown, { aborted: fired, reason }: AbortSignal): boolean {
  if (!fired || !(thrown instanceof Error)) return fired && thrown === reason;
  return thrown === reason || thrown.cause === reason || thrown.name === 'AbortError';
}

function outcomeOfAbandoned(reason: unknown, waits: readonly OpenWait[], allowed: number): Outcome {
  if (reason instanceof RunCutOff || waits.length > 0) return outcomeOf(reason);
  return outcomeOf(
    new ShakedownError('CHECK_IGNORES_SIGNAL', {
      meaning: 'suite',
      expected: `the check to end within ${formatDuration(allowed / 1_000)}, or when its signal fires`,
      seen: 'the check did not end, and waits for no condition; it was abandoned',
      todo: 'pass the signal of the toolbox to everything that the check awaits',
    }),
  );
}

function tooLong(allowed: number, waits: readonly OpenWait[]): CheckOverdue {
  const seen =
    waits.length === 0
      ? 'it still runs, and waits for no condition'
      : `it still waits: ${waits.map(String).join('; ')}`;
  const todo = waits.map((wait) => wait.todo).find((one) => one !== undefined);
  return new CheckOverdue(formatDuration(allowed / 1_000), seen, todo);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** If the API server does not answer when the time of a check is over, the check is inconclusive. */
async function unlessUnanswered(outcome: Outcome, { cluster, cutOff }: CheckContext): Promise<Outcome> {
  if (outcome.reason?.code !== 'CHECK_TOO_LONG') return outcome;
  const unanswered = await whyUnanswered(cluster, cutOff);
  if (unanswered === undefined) return outcome;
  const { code, message, detail } = outcome.reason;
  const promise = message.slice(message.lastIndexOf('; expected: '));
  return {
    status: 'inconclusive',
    reason: {
      code,
      message: `the API server does not answer: ${unanswered}${promise}`,
      ...(detail === undefined ? {} : { detail }),
    },
  };
}

/** An object that was deleted during the run cannot be judged: its checks do not apply any more. */
async function unlessSubjectDeleted(
  outcome: Outcome,
  subject: Subject | undefined,
  context: CheckContext,
): Promise<Outcome> {
  const bad = outcome.status !== 'passed' && outcome.status !== 'skipped' && outcome.status !== 'not-run';
  if (!bad || !subject || !(await isDeleted(subject, context))) return outcome;
  const name = [subject.kind.kind.toLowerCase(), [subject.ref.namespace, subject.ref.name].filter(Boolean).join('/')];
  return {
    status: 'skipped',
    reason: {
      code: 'DELETED_DURING_RUN',
      message: `${name.join(' ')} was deleted during the run`,
      detail: `Its check had ended as ${outcome.status}:\n${outcome.reason?.detail ?? outcome.reason?.message}`,
    },
  };
}

async function isDeleted({ kind, ref }: Subject, { cluster, cutOff }: CheckContext): Promise<boolean> {
  try {
    await cluster.get(kind, ref, { signal: AbortSignal.any([cutOff, AbortSignal.timeout(10_000)]) });
    return false;
  } catch (error) {
    return error instanceof ClusterError && error.code === 'CLUSTER_NOT_FOUND';
  }
}
