import { notYet, ready, type Observation } from '../../../conditions/waiting/condition.ts';
import { formatDuration } from '../../../time/duration.ts';
import type { Read } from '../api/read.ts';
import type { ExpectedMetric } from './expected-metrics.ts';

/** How many scrape intervals old the newest sample may be. */
const INTERVALS = 3;
/** How far back a metric counts as present that has no sample now, in hours. */
export const PRESENT_HOURS = 6;

/** The newest sample of a metric at one look. */
export type FreshSeen = Read<{
  /** How old it is, in seconds; absent without one in the last hours. */
  age: number | undefined;
  /** How often it is scraped, in seconds. */
  interval: number;
}>;

/** Judges whether the newest sample of a metric is fresh; pure. */
export function judgeFresh({ metric, isConfigured }: ExpectedMetric, seen: FreshSeen): Observation {
  if ('unserved' in seen) return { state: 'does not apply', reason: `it cannot be read: ${seen.unserved}` };
  const due = { inMs: 3_000 };
  if ('trouble' in seen) return { ...notYet(seen.trouble), isUnjudged: true, due };
  const { age, interval } = seen;
  if (age === undefined) {
    const reason = `Prometheus has no sample of ${metric} in the last ${PRESENT_HOURS} hours`;
    return isConfigured ? { ...notYet(reason), due } : { state: 'does not apply', reason };
  }
  const most = INTERVALS * interval;
  if (age <= most) return ready();
  const reason = `the newest sample of ${metric} is ${formatDuration(age)} old, and it is scraped every ${formatDuration(interval)}`;
  return { ...notYet(reason), counts: `age ${Math.round(age)} s, at most ${Math.round(most)} s`, due };
}
