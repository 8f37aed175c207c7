import jStat from 'jstat';

/** What is known of the noise of a measurement: the variance within its groups of runs. */
export interface Noise {
  variance: number;
  /** The degrees of freedom of the variance. */
  freedom: number;
}

/** Beyond it, the variance is as good as known; keeps one kind of cluster from counting as knowledge about all. */
const MOST_SHARED = 20;

/** The variance within groups of values: the scatter around the mean of each. `undefined` when no group has two values. */
export function noiseOf(groups: readonly (readonly number[])[]): Noise | undefined {
  const freedom = groups.reduce((sum, group) => sum + Math.max(0, group.length - 1), 0);
  if (freedom === 0) return undefined;
  const squares = groups.reduce((sum, group) => {
    const mean = meanOf(group);
    return sum + group.reduce((all, value) => all + (value - mean) ** 2, 0);
  }, 0);
  return { variance: squares / freedom, freedom };
}

/**
 * What the noise of all measurements together says about that of one: a variance, and how many degrees of freedom it is worth. Nothing when they are
 * too different, or fewer than three. Empirical Bayes by the moments of the logarithms of the variances.
 *
 * Source: Smyth, Linear models and empirical Bayes methods for assessing differential expression, 2004, section 6.2.
 */
export function sharedNoise(all: readonly Noise[]): Noise | undefined {
  const usable = all.filter(({ variance }) => variance > 0);
  if (usable.length < 3) return undefined;
  const levels = usable.map(
    ({ variance, freedom }) => Math.log(variance) - digamma(freedom / 2) + Math.log(freedom / 2),
  );
  const level = meanOf(levels);
  const spread = levels.reduce((sum, one) => sum + (one - level) ** 2, 0) / (levels.length - 1);
  const excess = spread - meanOf(usable.map(({ freedom }) => trigamma(freedom / 2)));
  const freedom = excess <= trigamma(MOST_SHARED / 2) ? MOST_SHARED : 2 * inverseTrigamma(excess);
  return { variance: Math.exp(level + digamma(freedom / 2) - Math.log(freedom / 2)), freedom };
}

/** The noise of a measurement with what all measurements say about it. */
export function moderated(own: Noise | undefined, shared: Noise | undefined): Noise | undefined {
  if (own === undefined || shared === undefined) return own;
  const freedom = own.freedom + shared.freedom;
  return { variance: (own.variance * own.freedom + shared.variance * shared.freedom) / freedom, freedom };
}

/** The probability that Student's t is at least this. */
export function tailOf(t: number, freedom: number): number {
  return 1 - jStat.studentt.cdf(t, freedom);
}

/** The t that Student's t exceeds with this probability. */
export function criticalT(probability: number, freedom: number): number {
  return jStat.studentt.inv(1 - probability, freedom);
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Asymptotic series from here on; it is reached by recurrence. Source: Abramowitz and Stegun, 6.3.5, 6.3.18, 6.4.6, 6.4.12. */
const ASYMPTOTIC = 6;

function digamma(x: number): number {
  if (x < ASYMPTOTIC) return digamma(x + 1) - 1 / x;
  return Math.log(x) - 1 / (2 * x) - 1 / (12 * x ** 2) + 1 / (120 * x ** 4);
}

function trigamma(x: number): number {
  if (x < ASYMPTOTIC) return trigamma(x + 1) + 1 / x ** 2;
  return 1 / x + 1 / (2 * x ** 2) + 1 / (6 * x ** 3) - 1 / (30 * x ** 5);
}

/** The x whose trigamma is y, which falls from infinity to zero; by bisection. */
function inverseTrigamma(y: number): number {
  let [low, high] = [1e-3, 1e3];
  for (let step = 0; step < 60; step += 1) {
    const middle = Math.sqrt(low * high);
    if (trigamma(middle) > y) low = middle;
    else high = middle;
  }
  return low;
}
