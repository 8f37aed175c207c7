import type { Planned, TestResult } from '../../results/model.ts';

/** How far a run is. */
export interface Tally {
  planned: number;
  done: number;
  /** Of those done, the ones that are neither passed nor skipped. */
  bad: number;
}

/** Who wants to know what happens in a run while it goes on. */
export interface RunListener {
  /** What is being done before the first test starts, in a few words. */
  phase?(text: string): void;
  /** A fact to remember, in a line. */
  note?(text: string): void;
  planned?(plan: readonly Planned[]): void;
  started?(id: string): void;
  finished?(test: TestResult, tally: Tally): void;
}
