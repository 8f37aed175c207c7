import { progressText, type RunProgress } from '../../publish/progress-text.ts';
import { cleanLine } from '../../results/clean-text.ts';

/**
 * How far a run is, by its journal. Kept without the results' schema, because this is in use from the first moment.
 */
export interface JournalProgress extends Omit<RunProgress, 'notPassed'> {
  /** Ids of the tests that ended neither passed nor skipped. */
  notPassed: readonly string[];
  /** How long the run may take by its own rule, once that is known. */
  deadlineSeconds?: number;
}

/** The body of a progress post. */
export interface ProgressReport {
  msg: string;
  total: number;
  /** Without those that failed. */
  completed: number;
  failures: string[];
}

// All plugins' progress shares one annotation of 256 KiB, and a status that does not fit freezes for good.
const MOST_FAILURES = 50;
const LONGEST_NAME = 120;
/** How often a post says anew how long a wait has lasted, in seconds: each one is a line in the log of whoever follows the run. */
const STEP = 15;

/** What is posted for a state of the run; pure. */
export function progressReport({ notPassed, ...progress }: JournalProgress, now: Date): ProgressReport {
  const { planned, done } = progress;
  return {
    msg: planned === 0 ? 'starting' : progressText({ ...progress, notPassed: notPassed.length }, now, STEP),
    total: planned,
    completed: done - notPassed.length,
    failures: notPassed.slice(0, MOST_FAILURES).map((id) => cleanLine(id, LONGEST_NAME)),
  };
}
