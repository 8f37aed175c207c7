import type { OverTime } from '../../../results/model.ts';
import { overTime, quantile } from '../../../results/over-time.ts';

/** A count of the entries in a store. */
export interface CountSample {
  /** When it was asked for, in milliseconds of the calendar time. */
  at: number;
  count: number;
}

/** How long lines took from their writing until they were seen in the store, in seconds. */
export interface TimeToVisible {
  p50: number;
  p95: number;
  p99: number;
  max: number;
  /** By when lines were written, for each share that is drawn; absent when all were written at one time. */
  overTime?: Partial<Record<'p50' | 'p99', OverTime>>;
}

/**
 * How long it took until lines were seen, by counting them again and again: the first count of at least n has the n-th line in it; pure. The clocks
 * of the node and of this machine may differ: nothing takes less than no time.
 * @param writtenAt when the lines were written, ascending, in milliseconds.
 * @param samples in the order of time.
 * @returns `undefined` without lines, or when not all were seen.
 */
export function timeToVisible(
  writtenAt: readonly number[],
  samples: readonly CountSample[],
): TimeToVisible | undefined {
  const delays: { at: number; value: number }[] = [];
  let next = 0;
  for (const [index, at] of writtenAt.entries()) {
    while (next < samples.length && (samples[next]?.count ?? 0) <= index) next += 1;
    const seen = samples[next];
    if (!seen) return undefined;
    delays.push({ at, value: Math.max(0, seen.at - at) / 1_000 });
  }
  if (delays.length === 0) return undefined;
  const sorted = delays.map(({ value }) => value).toSorted((a, b) => a - b);
  const of = (share: number) => quantile(sorted, share);
  const [p50, p99] = [0.5, 0.99].map((share) => overTime(delays, (values) => quantile(values, share)));
  const shown = { ...(p50 && { p50 }), ...(p99 && { p99 }) };
  return { p50: of(0.5), p95: of(0.95), p99: of(0.99), max: of(1), ...(p50 && { overTime: shown }) };
}
