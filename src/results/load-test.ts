import type { Results } from './model.ts';

/** The area of the tests of a load test. Specs of the suite may be of this area, too. */
export const LOAD_TEST_AREA = 'loadtest';

/**
 * Whether results are those of `shakedown loadtest run`, which judges a load and no cluster. A run of the suite that planned load tests alone
 * says what it selected, and a load test does not.
 */
export function isLoadTest({ run, plan }: Pick<Results, 'run' | 'plan'>): boolean {
  return run.selection === undefined && plan.length > 0 && plan.every(({ area }) => area === LOAD_TEST_AREA);
}
