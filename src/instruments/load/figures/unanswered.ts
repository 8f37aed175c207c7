import { formatDuration } from '../../../time/duration.ts';
import type { LoadAccount } from './account.ts';
import { size, type Histogram } from './histogram.ts';

/**
 * When the load ends, users may take ten seconds to finish their requests; then these are aborted. A request that had waited for less was
 * made after the end.
 */
const LEAST_MS = 9_500;

/** Requests that a target has not answered: Locust does not count them, so the figures of the others look better than they are. */
export interface Unanswered {
  requests: number;
  /** How long they were waited for, in milliseconds. */
  waited: Histogram;
  /** The longest wait, in seconds. */
  longest: number;
}

/**
 * The requests that a target had not answered when the load ended; `undefined` when there are none. A request does not count when another one was
 * answered after an equally long wait: the target may just be slow.
 */
export function unansweredIn({ generators, total }: Pick<LoadAccount, 'generators' | 'total'>): Unanswered | undefined {
  const slowest = Math.max(0, ...Object.keys(total.response_times).map(Number));
  const waited: Record<string, number> = {};
  for (const { unanswered = {} } of generators)
    for (const [time, count] of Object.entries(unanswered))
      if (Number(time) >= LEAST_MS && Number(time) > slowest) waited[time] = (waited[time] ?? 0) + count;
  const requests = size(waited);
  if (requests === 0) return undefined;
  return { requests, waited, longest: Math.max(...Object.keys(waited).map(Number)) / 1_000 };
}

/** `4 requests had no answer when the test ended, the oldest after 35.0 s`. */
export function formatUnanswered({ requests, longest }: Unanswered): string {
  return `${requests} request${requests === 1 ? '' : 's'} had no answer when the test ended, the oldest after ${formatDuration(longest)}`;
}
