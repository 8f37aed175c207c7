/** The finest resolution that is looked for, in digits behind the point. */
const DIGITS = 9;

/**
 * The smallest difference that two of the values can have as they were written down: 1 where all are whole, 0.01 where all have at most two digits behind the
 * point; pure. It is at least a billionth of the largest.
 * @example resolutionOf([5, 5.25]) // 0.01
 */
export function resolutionOf(values: readonly number[]): number {
  for (let digits = 0; digits < DIGITS; digits += 1) {
    const factor = 10 ** digits;
    if (values.every((value) => isWhole(value * factor))) return 1 / factor;
  }
  return Math.max(...values.map(Math.abs)) / 10 ** DIGITS;
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) <= 1e-9 * Math.max(1, Math.abs(value));
}
