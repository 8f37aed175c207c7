import type { Pair } from './judge-measurements.ts';

/** Random numbers that are the same every time. */
export interface Chance {
  /** Evenly from 0 to 1. */
  even(): number;
  /** From the standard normal distribution. */
  normal(): number;
}

/** @param seed a whole number. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  // Mulberry32, by Tommy Ettinger, in the public domain.
  const even = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 4_294_967_296;
  };
  return { even, normal: () => Math.sqrt(-2 * Math.log(even())) * Math.cos(2 * Math.PI * even()) };
}

/** How the values of a generated measurement scatter. */
export interface Scatter {
  /** The standard deviation of the logarithm. */
  deviation: number;
  /** The share of values that are twice as large. @default 0 */
  outliers?: number;
}

/** A time that runs measured. @param slowdown the factor after the change. */
export function generatedPair(
  chance: Chance,
  { id, before, after, slowdown = 1 }: { id: string; before: number; after: number; slowdown?: number },
  { deviation, outliers = 0 }: Scatter,
): Pair {
  const draw = (factor: number) => () =>
    5 * factor * Math.exp(deviation * chance.normal()) * (chance.even() < outliers ? 2 : 1);
  return {
    ...{ id, unit: 'seconds', worse: 'larger' },
    before: Array.from({ length: before }, draw(1)),
    after: Array.from({ length: after }, draw(slowdown)),
  };
}
