/** Response times as a load generator reports them: milliseconds, rounded to two significant digits, and how often each was seen. */
export type Histogram = Readonly<Record<string, number>>;

/**
 * The nearest-rank percentile of a histogram: the smallest value that at least this share of all values does not exceed.
 * @param share between 0 and 1. @example percentile(times, 0.95)
 * @returns the unit of the histogram's keys; `undefined` when it is empty.
 */
export function percentile(histogram: Histogram, share: number): number | undefined {
  const values = Object.entries(histogram)
    .map(([value, count]) => [Number(value), count] as const)
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => a - b);
  const rank = Math.max(1, Math.ceil(share * sum(values.map(([, count]) => count)) - 1e-9));
  let passed = 0;
  for (const [value, count] of values) {
    passed += count;
    if (passed >= rank) return value;
  }
  return undefined;
}

/** All values of several histograms together. Percentiles cannot be averaged; histograms can be added. */
export function merge(histograms: readonly Histogram[]): Histogram {
  const all: Record<string, number> = {};
  for (const histogram of histograms)
    for (const [value, count] of Object.entries(histogram)) all[value] = (all[value] ?? 0) + count;
  return all;
}

/** How many values a histogram holds. */
export function size(histogram: Histogram): number {
  return sum(Object.values(histogram));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
