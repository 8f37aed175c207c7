import { cleanLine } from '../results/clean-text.ts';

/** What a check waits for. */
export interface Waiting {
  /** Of the check. */
  id: string;
  /** RFC 3339. */
  since: string;
  /** Why it was not so at the last look, in one line. */
  reason: string;
}

/** How far a run is. */
export interface RunProgress {
  planned: number;
  done: number;
  /** Of those done, the ones that are neither passed nor skipped. */
  notPassed: number;
  /** Ids of the tests that have started and not ended, the longest first. */
  underWay: readonly string[];
  /** What the one of them waits for that has waited the longest. */
  waiting?: Waiting | undefined;
}

// All plugins of Sonobuoy share 256 KiB for their progress.
const LONGEST = { id: 120, reason: 240 };

/**
 * How far a run is, in one line; pure.
 * @param now what is waited for has been waited for until then.
 * @param stepSeconds how often the seconds of a wait change, for a line that is not to be written anew for each of them. @default 1
 * @example '10 of 11 tests done, 1 under way: workloads/deployment/shop/web waits 25 s: 0 of 1 replica available'
 */
export function progressText(
  { planned, done, notPassed, underWay, waiting }: RunProgress,
  now: Date,
  stepSeconds = 1,
): string {
  const wrong = notPassed === 0 ? '' : `, ${notPassed} not passed`;
  return `${done} of ${planned} tests done${wrong}${underWayText(underWay, waiting, now, stepSeconds)}`;
}

function underWayText(underWay: readonly string[], waiting: Waiting | undefined, now: Date, step: number): string {
  const [longest] = underWay;
  if (longest === undefined) return '';
  const count = `, ${underWay.length} under way`;
  if (waiting && underWay.includes(waiting.id)) {
    const seconds = Math.floor((now.getTime() - Date.parse(waiting.since)) / 1_000 / step) * step;
    const time = seconds > 0 ? ` ${wholeSeconds(seconds)}` : '';
    return `${count}: ${cleanLine(waiting.id, LONGEST.id)} waits${time}: ${cleanLine(waiting.reason, LONGEST.reason)}`;
  }
  return `${count}${underWay.length === 1 ? ': ' : ', longest '}${cleanLine(longest, LONGEST.id)}`;
}

/** @example wholeSeconds(95) // '1m35s' */
function wholeSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s`;
}
