import type { RunProgress, Waiting } from '../../publish/progress-text.ts';
import type { Planned, TestResult } from '../../results/model.ts';

/** How many of the tests of a run have ended. */
export type Tally = Pick<RunProgress, 'planned' | 'done' | 'notPassed'>;

/** Gets reports of what happens during a run. */
export interface RunListener {
  /** What is being done before the first test starts, in a few words. */
  phase?(text: string): void;
  /** A fact about the run, in one line. */
  note?(text: string): void;
  planned?(plan: readonly Planned[]): void;
  started?(id: string): void;
  /** The longest wait of a check; `undefined` when no check waits for long any more. */
  waiting?(waiting: Waiting | undefined): void;
  finished?(test: TestResult, tally: Tally): void;
}
