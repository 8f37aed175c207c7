import type { Measurement } from '../model.ts';
import { criticalT, meanOf, moderated, noiseOf, sharedNoise, tailOf, type Noise } from './noise.ts';
import { resolutionOf } from './resolution.ts';

/** A measurement in the runs before and after a change. */
export interface Pair {
  /** The test and the measurement. */
  id: string;
  /** What is worse: a larger value, a smaller one; `undefined` when a difference is neither. */
  worse: 'larger' | 'smaller' | undefined;
  unit: Measurement['unit'];
  /** A value of each run before, those of the history among them. */
  before: readonly number[];
  after: readonly number[];
}

export type PairVerdict = 'slower' | 'faster' | 'same' | 'cannot tell yet';

/** A measurement that was compared. */
export interface Judged extends Pair {
  verdict: PairVerdict;
  /** The mean value of each side, on the scale on which they are compared: the geometric one, but for short times. */
  means: { before: number; after: number };
  /**
   * Between which shares of the mean before the true difference is, with 90 % confidence: `[0.1, 0.5]` is 10 to 50 % more. Absent where nothing is known of the
   * noise, or the mean before is 0.
   */
  interval?: [low: number, high: number];
  /** About how many more runs after the change would tell a difference of {@link DETECTED}; with `cannot tell yet` alone. */
  moreRuns?: number;
}

/** The probability that a comparison of runs without any difference calls a measurement slower, however many it has; the same for faster. */
const FALSE_ALARMS = 0.005;
/** Differences below are called the same, as a share. */
export const RELEVANT = 0.1;
/** The difference that more runs are to tell, as a share. */
const DETECTED = 0.3;
/** Differences below are no difference to anybody, by unit. */
const LEAST: Readonly<Record<string, number>> = { seconds: 0.1 };
/** What arithmetic may add to a difference, as a share. */
const EPSILON = 1e-9;
/** The confidence of `same`: the probability that the true difference is outside of what is called the same, on either side. */
const SAME = 0.05;
/** Every value after has to be beyond this share of the values before: two outliers among three runs are no change. */
const BEYOND = 0.9;
/** Of the standard normal distribution, 80 % are below it: more runs are asked for that find {@link DETECTED} with this probability. */
const POWER_QUANTILE = 0.84;
/** More are not asked for. */
const MOST_RUNS = 50;
/** The variance of the logarithm of a measurement of whose noise nothing is known: 10 %. */
const UNKNOWN_VARIANCE = 0.1 ** 2;
/** More runs are asked for as if a comparison had so many measurements. */
const USUAL_MEASUREMENTS = 100;

/** A pair on the scale on which it is compared. */
interface Scaled {
  pair: Pair;
  isLogarithmic: boolean;
  /** What is added to values before their logarithm: from there down it flattens, so that noise which nobody notices is none. */
  least: number;
  before: number[];
  after: number[];
  own: Noise | undefined;
  /** The smallest difference that two values can have: 1 where all are whole. */
  resolution: number;
}

/**
 * Compares measurements of runs before and after a change; pure. Values are compared by Student's t on their logarithms (of what {@link LEAST} is added
 * to; as they are, where one is not positive), with a variance that borrows from all measurements of the comparison. Over all of them together, false alarms are held at {@link FALSE_ALARMS}
 * by Holm's method. See docs/comparison.md.
 */
export function judgeMeasurements(pairs: readonly Pair[]): Judged[] {
  const scaled = pairs.map(onScale);
  const shared = sharedNoise(scaled.flatMap((one) => (one.own && isTelling(one) ? [one.own] : [])));
  const tried = scaled.map((one) => tryOne(one, one.isLogarithmic ? shared : undefined));
  const grown = rejected(tried.map(({ tails }) => tails?.grown));
  const shrunk = rejected(tried.map(({ tails }) => tails?.shrunk));
  return tried.map((one, index) => judged(one, { grown: grown.has(index), shrunk: shrunk.has(index) }));
}

function onScale(pair: Pair): Scaled {
  const least = LEAST[pair.unit] ?? 0;
  const isLogarithmic = [...pair.before, ...pair.after].every((value) => value + least > 0);
  const scale = (values: readonly number[]) => values.map((value) => (isLogarithmic ? Math.log(value + least) : value));
  const [before, after] = [scale(pair.before), scale(pair.after)];
  const resolution = resolutionOf([...pair.before, ...pair.after]);
  // Values that were rounded are equal more often than what was measured is.
  const rounding = (isLogarithmic ? resolution / Math.exp(meanOf(before)) : resolution) ** 2 / 12;
  const own = noiseOf([before, after]);
  return {
    ...{ pair, isLogarithmic, least, before, after, resolution },
    own: own && { ...own, variance: Math.max(own.variance, rounding) },
  };
}

/** Whether the noise of a measurement says anything about that of others: it is flattened where values are small. */
function isTelling({ isLogarithmic, least, pair }: Scaled): boolean {
  return isLogarithmic && [...pair.before, ...pair.after].every((value) => value > least);
}

interface Tried extends Scaled {
  noise: Noise | undefined;
  means: { before: number; after: number };
  /** On the scale. */
  difference: number;
  /** Of the difference. */
  error: number;
  /** The probabilities of at least this difference without any; absent where nothing is known of the noise. */
  tails?: { grown: number; shrunk: number };
}

function tryOne(one: Scaled, shared: Noise | undefined): Tried {
  const noise = moderated(one.own, shared);
  const [before, after] = [meanOf(one.before), meanOf(one.after)];
  const difference = after - before;
  const back = (value: number) => (one.isLogarithmic ? withoutLeast(Math.exp(value), one.least) : value);
  const means = { before: back(before), after: back(after) };
  if (noise === undefined) return { ...one, noise, means, difference, error: Number.POSITIVE_INFINITY };
  const error = Math.sqrt(noise.variance * (1 / one.before.length + 1 / one.after.length));
  const t = difference / error;
  const tails = { grown: tailOf(t, noise.freedom), shrunk: tailOf(-t, noise.freedom) };
  return { ...one, noise, means, difference, error, tails };
}

/** A mean of 0 stays one: its logarithm and back leave a little. */
function withoutLeast(mean: number, least: number): number {
  return Math.abs(mean - least) < Number.EPSILON ? 0 : mean - least;
}

/** The indices whose probabilities are too small to be chance, over all of them; Holm's step-down method. */
function rejected(tails: readonly (number | undefined)[]): Set<number> {
  const known = tails
    .flatMap((tail, index) => (tail === undefined ? [] : [{ tail, index }]))
    .toSorted((a, b) => a.tail - b.tail);
  const end = known.findIndex(({ tail }, rank) => tail > FALSE_ALARMS / (known.length - rank));
  return new Set((end < 0 ? known : known.slice(0, end)).map(({ index }) => index));
}

function judged(one: Tried, { grown, shrunk }: { grown: boolean; shrunk: boolean }): Judged {
  const { means } = one;
  const pair = { ...one.pair, ...intervalOf(one) };
  const moved = Math.abs(means.after - means.before);
  // Rounding alone moves a value by its resolution.
  const isRelevant =
    moved > one.resolution * (1 + EPSILON) &&
    moved >= Math.max(LEAST[pair.unit] ?? 0, RELEVANT * Math.abs(means.before));
  if (isRelevant && ((grown && isBeyond(one, 1)) || (shrunk && isBeyond(one, -1))) && pair.worse !== undefined)
    return { ...pair, means, verdict: (pair.worse === 'larger') === grown ? 'slower' : 'faster' };
  if (isSame(one)) return { ...pair, means, verdict: 'same' };
  return { ...pair, means, verdict: 'cannot tell yet', moreRuns: runsToTell(one) };
}

/** Whether all values after are above (1) or below (-1) nearly all values before. */
function isBeyond({ before, after }: Tried, way: 1 | -1): boolean {
  const sorted = before.map((value) => way * value).toSorted((a, b) => a - b);
  const place = BEYOND * (sorted.length - 1);
  const [low = 0, high = low] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  const bound = low + (high - low) * (place % 1);
  return after.every((value) => way * value > bound);
}

/** Between which values on the scale the true difference is, with the confidence of `same`. */
function boundsOf({ noise, difference, error }: Tried): [low: number, high: number] | undefined {
  if (noise === undefined) return undefined;
  const reach = criticalT(SAME, noise.freedom) * error;
  return [difference - reach, difference + reach];
}

function intervalOf(one: Tried): Pick<Judged, 'interval'> {
  const { before } = one.means;
  const change = (bound: number) => (one.isLogarithmic ? (Math.exp(bound) - 1) * (before + one.least) : bound);
  const share = (bound: number) => change(bound) / Math.abs(before);
  const [low, high] = boundsOf(one)?.map(share) ?? [];
  return low === undefined || high === undefined || !Number.isFinite(low) || !Number.isFinite(high)
    ? {}
    : { interval: [low, high] };
}

/** Whether the true difference is too small to matter, with confidence. */
function isSame(one: Tried): boolean {
  const { isLogarithmic, least, means, resolution } = one;
  const bounds = boundsOf(one);
  if (bounds === undefined) return false;
  const margin = Math.max(RELEVANT * Math.abs(means.before), least, resolution);
  const share = margin / (means.before + least);
  const [low, high] = isLogarithmic
    ? [Math.log(Math.max(1 - share, Number.MIN_VALUE)), Math.log(1 + share)]
    : [-margin, margin];
  return bounds[0] >= low && bounds[1] <= high;
}

/** About how many more runs after the change tell a difference of {@link DETECTED}, when the runs before are as many or more. */
function runsToTell({ noise, isLogarithmic, least, before, after, means }: Tried): number {
  const variance = noise?.variance ?? UNKNOWN_VARIANCE;
  const larger = DETECTED * Math.abs(means.before);
  const effect = isLogarithmic ? Math.log(1 + larger / (means.before + least)) : larger;
  if (effect === 0) return MOST_RUNS;
  for (let runs = 1; runs <= MOST_RUNS; runs += 1) {
    const [more, sum] = [Math.max(before.length, after.length + runs), after.length + runs];
    const freedom = Math.max(1, more + sum - 2);
    const needed = criticalT(FALSE_ALARMS / USUAL_MEASUREMENTS, freedom) + POWER_QUANTILE;
    if (effect >= needed * Math.sqrt(variance * (1 / more + 1 / sum))) return runs;
  }
  return MOST_RUNS;
}
