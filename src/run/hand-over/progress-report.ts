import { cleanLine } from '../../results/clean-text.ts';

/**
 * How far a run is, as the journal tells it. Kept without the results' schema, because this is in use from the first moment.
 */
export interface RunProgress {
  total: number;
  done: number;
  /** Ids of the tests that ended neither passed nor skipped. */
  bad: readonly string[];
  /** Ids of the tests that have started and not ended, the longest first. */
  underWay: readonly string[];
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

/** What is posted for a state of the run; pure. */
export function progressReport({ total, done, bad, underWay: [longest, ...others] }: RunProgress): ProgressReport {
  const wrong = bad.length === 0 ? '' : `, ${bad.length} not passed`;
  const since =
    longest === undefined ? '' : `, ${others.length + 1} under way, longest ${cleanLine(longest, LONGEST_NAME)}`;
  return {
    msg: total === 0 ? 'starting' : `${done} of ${total} tests done${wrong}${since}`,
    total,
    completed: done - bad.length,
    failures: bad.slice(0, MOST_FAILURES).map((id) => cleanLine(id, LONGEST_NAME)),
  };
}
