import { ShakedownError } from '../errors/shakedown-error.ts';
import { isLoadTest } from './load-test.ts';
import type { Results, Status } from './model.ts';

/** The statuses of tests that are not run again. */
const DONE = new Set<Status>(['passed', 'skipped']);

/**
 * The ids of the tests of a run that were not green: failed, also those that are quarantined, inconclusive, in error, or not run; pure. Tests of other plugins
 * and errors of the runner itself are not among them.
 * @throws ShakedownError RERUN_NOTHING
 */
export function testsToRunAgain({ run, plan, tests }: Results): string[] {
  const own = new Set(plan.filter(({ area }) => !isOfOther(run, area)).map(({ id }) => id));
  const again = tests.filter(({ id, status }) => own.has(id) && !DONE.has(status)).map(({ id }) => id);
  const why = run.dryRun
    ? 'it was a dry run'
    : isLoadTest({ run, plan })
      ? 'it was a load test'
      : own.size === 0
        ? plan.length > 0
          ? 'none of its tests is one of this suite'
          : 'it has no plan, so it is not known which tests it lost'
        : again.length === 0
          ? 'each of its tests passed or was skipped'
          : undefined;
  if (why === undefined) return again;
  throw new ShakedownError('RERUN_NOTHING', {
    meaning: 'usage',
    expected: 'a run with tests that were not green',
    seen: `there is nothing to run again of run ${run.id}: ${why}`,
    todo: 'name another run, or run without --rerun-failed',
  });
}

function isOfOther({ plugins = [] }: Results['run'], area: string): boolean {
  return plugins.some(({ name }) => name === area);
}
