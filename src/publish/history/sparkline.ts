const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/**
 * Values as a line of bars, the smallest as the lowest; a gap where there is none. Values that hardly differ stay in the middle: noise is no trend.
 * @example sparkline([1, undefined, 2]) // '▁ █'
 */
export function sparkline(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const isFlat = high - low <= Math.abs(high) * FLAT;
  return values
    .map((value) => {
      if (value === undefined) return ' ';
      const share = isFlat ? 0.5 : (value - low) / (high - low);
      return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))];
    })
    .join('');
}

/** Below this share of the largest value, differences are not drawn. */
const FLAT = 0.05;
