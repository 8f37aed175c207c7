import { causeIn } from '../../results/cause.ts';
import { cannotRun } from '../../results/dry-run.ts';
import { outcomeOf } from '../../results/quarantine.ts';
import { testHistory } from '../../results/history/test-history.ts';
import type { Results, TestResult } from '../../results/model.ts';
import type { FailedTest, FailureGroup, FirstRun } from './run-event.ts';

const ORDER = ['failed', 'error', 'not-run', 'inconclusive'] as const;

/**
 * The tests of a run that have not passed, by status and cause; pure. What hits most tests comes first.
 * @param earlier runs before it, the oldest first.
 * @param mayFailLonger whether tests that fail since the first of them may have failed before. @default false
 */
export function failureGroups(results: Results, earlier: readonly Results[], mayFailLonger = false): FailureGroup[] {
  const runs = [...earlier, results];
  const statuses = runs.map(({ run, tests }) => ({ run, of: new Map(tests.map(({ id, status }) => [id, status])) }));
  const since = (id: string): FirstRun | undefined => {
    const seen = statuses.map(({ run, of }) => ({ run: run.id, status: of.get(id) }));
    const first = testHistory(id, seen).failing?.since;
    const run = runs.find((one) => one.run.id === first)?.run;
    const atLeast = mayFailLonger && run === runs[0]?.run;
    return run && { id: run.id, startedAt: run.startedAt, ...(atLeast && { atLeast }) };
  };
  // A dry run lists what would run as not run.
  const listed = results.tests.filter((test) => !results.run.dryRun || test.status !== 'not-run' || cannotRun(test));
  return ORDER.flatMap((status) => {
    const causes = Map.groupBy(
      listed.filter((test) => outcomeOf(test) === status),
      ({ reason }) => causeIn(reason?.message ?? 'no reason was recorded'),
    );
    return [...causes]
      .toSorted(([, a], [, b]) => b.length - a.length)
      .map(([cause, tests]) => groupOf(status, cause, tests, status === 'failed' ? since : () => undefined));
  });
}

function groupOf(
  status: FailureGroup['status'],
  cause: string,
  tests: readonly TestResult[],
  since: (id: string) => FirstRun | undefined,
): FailureGroup {
  const [first] = tests;
  // The reason of one test is its own; for several, what they have in common.
  const whole = tests.length === 1 ? first?.reason?.message : undefined;
  const todo = tests.find(({ reason }) => reason?.todo !== undefined)?.reason?.todo;
  return {
    status,
    cause: whole ?? cause,
    code: first?.reason?.code ?? 'NO_REASON',
    ...(todo !== undefined && { todo }),
    tests: tests.map(({ id, title }): FailedTest => {
      const run = since(id);
      return { id, title, ...(run && { since: run }) };
    }),
  };
}
