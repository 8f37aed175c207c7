import type { RunProgress, Waiting } from '../../publish/progress-text.ts';
import type { Planned, TestResult } from '../../results/model.ts';

/** How many of the tests of a run have ended. */
export type Tally = Pick<RunProgress, 'planned' | 'done' | 'notPassed'>;

/** Who wants to know what happens in a run while it goes on. */
export interface RunListener {
  /** What is being done before the first test starts, in a few words. */
  phase?(text: string): void;
  /** A fact to remember, in a line. */
  note?(text: string): void;
  planned?(plan: readonly Planned[]): void;
  started?(id: string): void;
  /** What the check waits for that has waited the longest; `undefined` when none waits for long any more. */
  waiting?(waiting: Waiting | undefined): void;
  finished?(test: TestResult, tally: Tally): void;
}
