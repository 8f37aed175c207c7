/** The distribution of a set of samples. */
export interface Percentiles {
  count: number;
  p50: number;
  p90: number;
  p99: number;
  max: number;
}

/**
 * Percentiles by nearest rank: each is one of the samples.
 * @throws RangeError without samples.
 */
export function percentilesOf(samples: readonly number[]): Percentiles {
  const sorted = samples.toSorted((a, b) => a - b);
  const max = sorted.at(-1);
  if (max === undefined) throw new RangeError('percentiles of no samples');
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? max;
  return { count: sorted.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), max };
}
