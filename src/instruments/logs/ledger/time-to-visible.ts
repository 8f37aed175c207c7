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
  const seconds: number[] = [];
  let next = 0;
  for (const [index, at] of writtenAt.entries()) {
    while (next < samples.length && (samples[next]?.count ?? 0) <= index) next += 1;
    const seen = samples[next];
    if (!seen) return undefined;
    seconds.push(Math.max(0, seen.at - at) / 1_000);
  }
  if (seconds.length === 0) return undefined;
  const sorted = seconds.toSorted((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99), max: quantile(1) };
}
