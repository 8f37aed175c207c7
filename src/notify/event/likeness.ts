import type { Results } from '../../results/model.ts';
import { narrowedBy, rerunOf } from '../../results/selection.ts';

/** Which runs a run is compared with, as far as it depends on what they selected. */
export interface Likeness {
  /** Whether a run selected what this one did. Runs are asked about from the newest to the oldest. */
  has(one: Results): boolean;
  /** Whether it depends on an older run which ones are alike. */
  isOpen(): boolean;
}

/**
 * The runs that selected the same as a run: a partial run says nothing about the rest. One that ran again what was not green in another continues that one, so that those are alike that
 * are narrowed as the other was, which has to be found to know how.
 */
export function likenessOf({ run }: Results): Likeness {
  let next = rerunOf(run);
  let narrowing = next === undefined ? narrowedBy(run).join('; ') : undefined;
  return {
    has: ({ run: one }) => {
      if (next !== undefined && one.id === next) {
        next = rerunOf(one);
        if (next === undefined) narrowing = narrowedBy(one).join('; ');
      }
      return narrowedBy(one).join('; ') === narrowing;
    },
    isOpen: () => next !== undefined,
  };
}

/** A run with what another ran again of it: what is known of its tests after both; pure. */
export function continued(run: Results, again: Results): Results {
  const tests = new Map([...run.tests, ...again.tests].map((test) => [test.id, test]));
  const { selection: _, ...facts } = again.run;
  const { selection } = run.run;
  return {
    ...again,
    run: { ...facts, ...(selection && { selection }) },
    plan: run.plan,
    tests: [...tests.values()],
  };
}
