import { cleanLine } from '../results/clean-text.ts';

/** What a check waits for. */
export interface Waiting {
  /** The id of the check. */
  id: string;
  /** RFC 3339. */
  since: string;
  /** Why its condition was not met at the last look, in one line. */
  reason: string;
}

/** How far a run is. */
export interface RunProgress {
  planned: number;
  done: number;
  /** The number of tests that ended neither passed nor skipped, and are not quarantined. */
  notPassed: number;
  /** Ids of the tests that have started and not ended; the one that has run the longest is first. */
  running: readonly string[];
  /** The longest wait of these tests. */
  waiting?: Waiting | undefined;
}

// The progress of all plugins of Sonobuoy must fit into 256 KiB.
const LONGEST = { id: 120, reason: 240 };

/**
 * How far a run is, in one line; pure.
 * @param now the end of the time that a wait has lasted.
 * @param stepSeconds how often the length of a wait changes, for a line that should not be written each second. @default 1
 * @example '10 of 11 tests done, 1 running: workloads/deployment/shop/web waits 25 s: 0 of 1 replica available'
 */
export function progressText(
  { planned, done, notPassed, running, waiting }: RunProgress,
  now: Date,
  stepSeconds = 1,
): string {
  const wrong = notPassed === 0 ? '' : `, ${notPassed} not passed`;
  return `${done} of ${planned} tests done${wrong}${runningText(running, waiting, now, stepSeconds)}`;
}

function runningText(running: readonly string[], waiting: Waiting | undefined, now: Date, step: number): string {
  const [longest] = running;
  if (longest === undefined) return '';
  const count = `, ${running.length} running`;
  if (waiting && running.includes(waiting.id)) {
    const seconds = Math.floor((now.getTime() - Date.parse(waiting.since)) / 1_000 / step) * step;
    const time = seconds > 0 ? ` ${wholeSeconds(seconds)}` : '';
    return `${count}: ${cleanLine(waiting.id, LONGEST.id)} waits${time}: ${cleanLine(waiting.reason, LONGEST.reason)}`;
  }
  return `${count}${running.length === 1 ? ': ' : ', longest '}${cleanLine(longest, LONGEST.id)}`;
}

/** @example wholeSeconds(95) // '1m35s' */
function wholeSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s`;
}
