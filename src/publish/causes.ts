import { causeIn } from '../results/cause.ts';
import type { TestResult } from '../results/model.ts';
import { isNotCovered } from '../results/not-covered.ts';
import { outcomeOf, type Outcome } from '../results/quarantine.ts';

/** Tests that have ended in the same way, for the same cause. */
export interface Cause {
  cause: string;
  tests: [TestResult, ...TestResult[]];
}

/** The causes of tests with one outcome, that of the most tests first, without what is not covered; pure. */
export function causesOf(tests: readonly TestResult[], outcome: Outcome): Cause[] {
  const group = tests.filter((test) => outcomeOf(test) === outcome && !isNotCovered(test));
  const causes = Map.groupBy(group, ({ reason }) => causeIn(reason?.message ?? 'no reason was recorded'));
  return [...causes]
    .map(([cause, hit]) => ({ cause, tests: hit as [TestResult, ...TestResult[]] }))
    .toSorted((a, b) => b.tests.length - a.tests.length);
}

/** What to do about a cause; one of its tests is enough as an example. */
export function todoOfCause(tests: readonly TestResult[]): { todo: string; isExample: boolean } | undefined {
  const todos = new Set(tests.map(({ reason }) => reason?.todo));
  const [todo] = [...todos].filter((one) => one !== undefined);
  return todo === undefined ? undefined : { todo, isExample: todos.size > 1 };
}
