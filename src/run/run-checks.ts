import { outcomeOf } from '../results/quarantine.ts';
import type { TestResult } from '../results/model.ts';
import { makeObjects, type Objects } from '../objects/objects.ts';
import type { Clock } from '../time/clock.ts';
import { finalStretch } from './check/final-stretch.ts';
import { currentCheck, type CheckContext } from './check/run-check.ts';
import { runPlan } from './check/run-plan.ts';
import { runTools } from './check/run-tools.ts';
import { watchWaits } from './check/wait-watch.ts';
import type { CutOff } from './cut-off.ts';
import { failureEvidence } from './evidence/failure-evidence.ts';
import { notedObjects } from './evidence/own-objects.ts';
import { prometheusSeries } from './evidence/prometheus-series.ts';
import { ownError } from './own-error.ts';
import type { Plan } from './plan/plan-run.ts';
import { quarantined } from './quarantine.ts';
import type { EvidenceStore } from './record/evidence.ts';
import type { Recorder } from './record/recorder.ts';
import type { RunOptions } from './run-options.ts';
import type { RunTime } from './time/run-time.ts';

/** Timeout for removing the objects of the run at the end, in milliseconds; shorter when the run was cut off. */
const CLOSING = { done: 60_000, cutOff: 6_000 };

/** What is run, and how. */
export interface Execution {
  runId: string;
  plan: Plan;
  evidence: EvidenceStore;
  time: RunTime;
  cutOff: CutOff;
  clock: Clock;
}

/**
 * Runs the checks of a plan, and removes the objects of the run after them, however they end.
 * @returns whether a check was inconclusive.
 */
export async function runChecks(
  { config, cluster, listener }: RunOptions,
  { runId, plan, evidence, time, cutOff, clock }: Execution,
  recorder: Recorder,
): Promise<boolean> {
  const { signal } = cutOff;
  const own = notedObjects(makeObjects({ cluster, config, runId: runId }), () => currentCheck.getStore());
  const { objects } = own;
  const executed = new Set(plan.checks.flatMap(({ id, skip }) => (skip === undefined ? [id] : [])));
  const tools = runTools({ config, cluster, objects, signal, executes: (id) => executed.has(id) });
  const failures = failureEvidence(
    { cluster, config, series: () => prometheusSeries(tools, signal) },
    () => evidence.isFull,
  );
  const started = (id: string) => {
    time.checkBegan();
    recorder.started(id);
  };
  const spent: CheckContext['spent'] = (ofCheck) => time.checkEnded(ofCheck);
  let unjudged = false;
  let failedFast = false;
  const finished = (ended: TestResult) => {
    const test = quarantined(ended, config.quarantine, clock.date());
    unjudged ||= test.status === 'inconclusive';
    recorder.finished(test);
    if (config.run.failFast && outcomeOf(test) === 'failed' && !signal.aborted) {
      failedFast = true;
      cutOff.end(`${test.id} failed, and the run ends at the first failed test (run.failFast)`);
    }
  };
  try {
    const stretch = finalStretch(clock);
    using waits = watchWaits(clock, recorder.waiting);
    await runPlan(plan, {
      tools,
      cluster,
      config,
      clock,
      evidence,
      failures,
      own,
      waits,
      stretch,
      spent,
      cutOff: signal,
      started,
      finished,
    });
  } finally {
    listener?.phase?.('removing the objects of the run');
    await removeAll(objects, recorder, signal.aborted && !failedFast ? CLOSING.cutOff : CLOSING.done);
  }
  return unjudged;
}

async function removeAll(objects: Objects, recorder: Recorder, withinMs: number): Promise<void> {
  try {
    await objects.removeAll(AbortSignal.timeout(withinMs));
  } catch (error) {
    recorder.finished(ownError('runner/clean-up', 'the objects of the run are removed', error));
  }
}
