import type { Results } from '../model.ts';

/** Whether a run ended before it had a plan: nothing is known of what it would have judged. */
export function isLost({ run, plan, tests }: Results): boolean {
  return (run.interruption !== undefined || run.trouble !== undefined) && plan.length === 0 && tests.length === 0;
}
