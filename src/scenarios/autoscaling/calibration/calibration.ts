/** The figures of a short load with a small rate. */
export interface ProbeRun {
  /** Requests that the target answered in it. */
  requests: number;
  /** Cores that the target used in it, all its pods together. */
  cores: number;
  seconds: number;
  /** Cores that it used before, without load. */
  idleCores: number;
}

/** The goal of the load. */
export interface Wanted {
  /** Cores that all pods of the target may use before the HPA wants more: requests × target. */
  targetCores: number;
  /** The target, in percent of the requests. */
  targetPercent: number;
  /** The wanted multiple of it: about 3. */
  factor: number;
  /** How far above its target a metric must be for a decision: 0.1. */
  tolerance: number;
  /** Maximum requests per second. */
  mostRate: number;
  /** The key of the configuration with this maximum. */
  bound: 'autoscaling.rate' | 'load.bounds.rate';
}

/** The rate that brings the target to about the wanted multiple of its CPU target. */
export type Calibration =
  | { rate: number; /** The multiple of the CPU target at that rate. */ ratio: number; reason: string }
  /** No rate within the bounds brings the metric across its target. */
  | { rate?: undefined; reason: string };

/** The rate for a load test of an HPA, from the figures of a probe load; pure. */
export function calibrate(
  probe: ProbeRun,
  { targetCores, targetPercent, factor, tolerance, mostRate, bound }: Wanted,
): Calibration {
  if (probe.requests === 0) return { reason: 'the target answered no request of the probe run' };
  const perRequest = (probe.cores - probe.idleCores) * (probe.seconds / probe.requests);
  const cost = `a request costs ${milli(perRequest)} CPU`;
  if (perRequest <= 0)
    return {
      reason: `the CPU of the target did not rise with ${probe.requests} requests in ${probe.seconds.toFixed(1)} s`,
    };
  const ratioAt = (rate: number) => (probe.idleCores + rate * perRequest) / targetCores;
  const ideal = (factor * targetCores - probe.idleCores) / perRequest;
  const rate = Math.min(mostRate, Math.max(0, rounded(ideal, 10)));
  const ratio = rounded(ratioAt(rate), 100);
  const needed = 1 + tolerance;
  if (ratio <= needed) {
    const peak = `peak ${Math.round(ratio * targetPercent)} % of the ${targetPercent} % target`;
    const most = `at the most that is allowed, ${mostRate} requests per second (${cost})`;
    const advice = `about ${(needed / ratio).toFixed(1)} × the load would cross it: raise ${bound}`;
    return { reason: `${peak} ${most}; ${advice}` };
  }
  return {
    rate,
    ratio,
    reason: `${cost}, so ${rate.toFixed(1)} requests per second bring ${ratio.toFixed(1)} × the CPU target`,
  };
}

function rounded(value: number, parts: number): number {
  return Math.round(value * parts) / parts;
}

function milli(cores: number): string {
  return `${Number((cores * 1_000).toPrecision(2))} ms of`;
}
