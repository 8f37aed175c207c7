import type { Clocks } from './clocks.ts';

/** When something happens after the load starts or stops, over all phases of the clocks to each other; in seconds. */
export interface Spread {
  earliest: number;
  median: number;
  p99: number;
  latest: number;
}

/** When the metric crosses its target, and when the HPA sees it. */
export interface Reaction {
  metric: Spread;
  decision: Spread;
}

/** The number of phases of each clock that are tried. */
const STEPS = 30;

/**
 * How soon an HPA can react to a load that starts at once, according to its clocks alone: the kubelet samples CPU, metrics-server collects the
 * samples and takes the rate between the last two, the HPA controller reads that rate.
 * @param ratio of the load to the target: 3 is three times the target. It must be above 1 + tolerance.
 */
export function reactionTo(ratio: number, clocks: Clocks): Reaction {
  const metric: number[] = [];
  const decision: number[] = [];
  const [sampled, collected, looked] = [clocks.kubelet.seconds, clocks.metrics.seconds, clocks.sync.seconds];
  for (let a = 0; a < STEPS; a++) {
    for (let b = 0; b < STEPS; b++) {
      const crossed = crossing(phase(a, sampled), sampled, phase(b, collected), collected, ratio, clocks.tolerance);
      for (let c = 0; c < STEPS; c++) {
        metric.push(crossed);
        decision.push(nextTick(phase(c, looked), looked, crossed));
      }
    }
  }
  return { metric: spread(metric), decision: spread(decision) };
}

/** The first time at which the rate between the last two collected samples is above the target. The load starts at 0. */
function crossing(
  samplePhase: number,
  sampleEvery: number,
  collectPhase: number,
  collectEvery: number,
  ratio: number,
  tolerance: number,
): number {
  let before: number | undefined;
  let last: number | undefined;
  const start = collectPhase - collectEvery * Math.ceil((2 * sampleEvery + 2 * collectEvery) / collectEvery);
  for (let now = start; ; now += collectEvery) {
    const sample = samplePhase + sampleEvery * Math.floor((now - samplePhase) / sampleEvery);
    if (sample !== last) [before, last] = [last, sample];
    if (before === undefined || last === undefined) continue;
    const rate = (ratio * (Math.max(0, last) - Math.max(0, before))) / (last - before);
    if (rate > 1 + tolerance) return now;
  }
}

function phase(step: number, period: number): number {
  return ((step + 0.5) / STEPS) * period;
}

function nextTick(first: number, period: number, after: number): number {
  return first + period * Math.max(0, Math.ceil((after - first) / period));
}

function spread(values: number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { earliest: at(0), median: at(0.5), p99: at(0.99), latest: at(1) };
}
