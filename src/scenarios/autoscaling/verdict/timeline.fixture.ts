import type { Sample } from './timeline.ts';

/** For tests: the replicas that bring the metric of all ready pods to its target. */
function neededBy({ metric, ready }: Sample): Partial<Sample> {
  return metric === undefined ? {} : { needed: Math.ceil(metric * (ready || 1)) };
}

/** For tests: a sample a second of a good reaction: above at 20, 1 → 3 at 25, ready at 30, back under at 50, load stopped at 90, down at 130. */
export function testSamples({ until = 150, change = (sample: Sample): Sample => sample } = {}): Sample[] {
  return Array.from({ length: until + 1 }, (_, at) => {
    const sample = change(sampleAt(at));
    return { ...neededBy(sample), ...sample };
  });
}

function sampleAt(at: number): Sample {
  return {
    at,
    metric: at < 20 ? 0.1 : at < 50 ? 3 : at < 110 ? 1 : 0.1,
    desired: at < 25 ? 1 : at < 130 ? 3 : 1,
    current: at < 26 ? 1 : at < 132 ? 3 : 1,
    created: at < 26 ? 1 : at < 131 ? 3 : 1,
    ready: at < 30 ? 1 : at < 131 ? 3 : 1,
    rate: at < 90 ? 200 : 0,
  };
}
