import { progressText, type RunProgress } from '../../publish/progress-text.ts';
import { cleanLine } from '../../results/clean-text.ts';

/**
 * How far a run is, according to its journal. It does not use the schema of the results, which would take too long to load.
 */
export interface JournalProgress extends Omit<RunProgress, 'notPassed'> {
  /** Ids of the tests that ended neither passed nor skipped, and are not quarantined. */
  notPassed: readonly string[];
  /** The run's own deadline, in seconds after its start, once that is known. */
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

// The progress of all plugins is in one annotation of 256 KiB, and a status that does not fit is never updated again.
const MOST_FAILURES = 50;
const LONGEST_NAME = 120;
/** How often the length of a wait changes in the posts, in seconds: each post is a line in the log of those who follow the run. */
const STEP = 15;

/** The post for a state of the run; pure. */
export function progressReport({ notPassed, ...progress }: JournalProgress, now: Date): ProgressReport {
  const { planned, done } = progress;
  return {
    msg: planned === 0 ? 'starting' : progressText({ ...progress, notPassed: notPassed.length }, now, STEP),
    total: planned,
    completed: done - notPassed.length,
    failures: notPassed.slice(0, MOST_FAILURES).map((id) => cleanLine(id, LONGEST_NAME)),
  };
}
