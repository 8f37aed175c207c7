import { milliseconds } from '../../time/duration.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import type { TestResult } from '../../results/model.ts';
import { unrunTest } from '../../results/unrun-test.ts';
import type { LoadedCheck, LoadedFile } from '../plan/load-specs.ts';
import { reasonOf } from '../../results/reason-of.ts';
import type { Plan } from '../plan/plan-run.ts';
import { runCheck, type CheckContext } from './run-check.ts';
import { isGated, runMocha, enclosingSuites, type HookFailure } from './run-mocha.ts';
import { scheduler, type Scheduler } from './scheduler.ts';

/** What the checks of a plan are run with. */
export interface PlanContext extends Omit<CheckContext, 'hold'> {
  started: (id: string) => void;
  finished: (test: TestResult) => void;
}

/**
 * Runs the checks of a plan. The scheduler starts the bodies, as many at once as the configuration and their locks allow. At the same time
 * Mocha goes through each file, awaits the bodies and runs their hooks.
 * Resolves when all checks have ended, or when the run was cut off; a check that was not started by then has no result.
 */
export async function runPlan(plan: Plan, context: PlanContext): Promise<void> {
  const { config } = context;
  const queue = scheduler(config.run.concurrency);
  const reached = new Set<LoadedCheck>();
  const begin = (check: LoadedCheck, hadPhases = announced(check, queue)) =>
    started(check, { queue, reached, hadPhases }, context);
  const selected = new Set(plan.checks);
  const freely: Promise<void>[] = [];
  // All of them before the first check begins.
  const phases = new Map(
    plan.checks.filter(({ test }) => !test || !isGated(test)).map((check) => [check, announced(check, queue)]),
  );
  for (const check of plan.checks) {
    if (check.test && isGated(check.test)) {
      check.awaited = () => begin(check);
      continue;
    }
    const done = begin(check, phases.get(check));
    check.awaited = () => done;
    freely.push(done);
  }
  const hookLimit = milliseconds(config.time.settle);
  const files = plan.files.map(async (file) => {
    const failures = await runMocha(file, selected, hookLimit);
    if (!context.cutOff.aborted) hookErrors(file, failures, selected, reached).forEach(context.finished);
  });
  await Promise.race([Promise.all(files), cutOff(context)]);
  await Promise.all(freely);
}

/** Announces the phases of a check with locks. @returns what ends this */
function announced({ phases = [] }: LoadedCheck, queue: Scheduler): () => void {
  const ends = phases.map((lock) => queue.announce(lock));
  return () => ends.forEach((end) => end());
}

/** @param hadPhases tells that the check has its lock, or that it needs it no more. */
async function started(
  check: LoadedCheck,
  { queue, reached, hadPhases }: { queue: Scheduler; reached: Set<LoadedCheck>; hadPhases: () => void },
  context: PlanContext,
): Promise<void> {
  reached.add(check);
  const hold: Scheduler['hold'] = async (lock, signal) => {
    const giveBack = await queue.hold(lock, signal);
    hadPhases();
    return giveBack;
  };
  await queue.add({
    locks: check.locks ?? [],
    run: async () => {
      if (context.cutOff.aborted) return;
      context.started(check.id);
      context.finished(await runCheck(check, { ...context, hold }));
    },
  });
  hadPhases();
}

/** Resolves some time after the run was cut off: running code has time to end, but a hook that never ends must not hold the run. */
async function cutOff({ cutOff: signal, clock }: PlanContext): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await clock.sleep(5_000);
}

/** The results of failed hooks: an error for each check that they kept from starting, and one for each other hook. */
function hookErrors(
  { file, checks }: LoadedFile,
  failures: readonly HookFailure[],
  selected: ReadonlySet<LoadedCheck>,
  reached: ReadonlySet<LoadedCheck>,
): TestResult[] {
  const blocked = checks.filter((check) => selected.has(check) && !reached.has(check));
  const guilty = new Set<HookFailure>();
  const errors = blocked.map((check) => {
    const suites = check.test ? enclosingSuites(check.test) : [];
    const failure = failures.find(({ suite }) => suites.includes(suite));
    if (failure) guilty.add(failure);
    return errorOf(check, failure);
  });
  const others = failures.filter((failure) => !guilty.has(failure));
  const area = file.area;
  return [
    ...errors,
    ...others.map((failure, index) =>
      errorOf(
        {
          id: `${area}/hook/${file.path.slice(file.path.lastIndexOf('/') + 1)}#${index + 1}`,
          area,
          title: failure.title,
        },
        failure,
      ),
    ),
  ];
}

function errorOf(test: Pick<TestResult, 'id' | 'area' | 'title'>, failure: HookFailure | undefined): TestResult {
  const seen = failure
    ? `${failure.title} threw: ${reasonOf(failure.error).message}\n${reasonOf(failure.error).detail}`
    : 'Mocha did not run it';
  const error = new ShakedownError('SPEC_SETUP_FAILED', {
    meaning: 'suite',
    expected: 'the hooks of the check to succeed',
    seen,
    todo: 'fix the hook, or move its code into the bodies of the checks',
  });
  return unrunTest({ ...test, status: 'error', reason: reasonOf(error) });
}
