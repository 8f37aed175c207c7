import type { Moments, Sample } from './verdict/timeline.ts';

/** The data of a chart of an autoscaling test; kept with the results as JSON. */
export interface ScalingSeries {
  /** The target of the metric, in percent of the requests. */
  target: number;
  loadStopped?: number;
  moments: Moments;
  /** Seconds after the start of the load; the other lists have a value, or null, for each. */
  at: number[];
  rate: (number | null)[];
  /** Percent of the target: 100 is at the target. */
  metricPercent: (number | null)[];
  desired: (number | null)[];
  current: (number | null)[];
  ready: number[];
}

/** The maximum number of points; further ones are dropped, except the moments of change. */
const MOST_POINTS = 600;

/** The series of an autoscaling test in columns, with as many points as a chart can show. */
export function seriesOf(
  samples: readonly Sample[],
  about: { target: number; loadStopped?: number; moments: Moments },
): ScalingSeries {
  const every = Math.ceil(samples.length / MOST_POINTS);
  const changed = (index: number) => {
    const [here, before] = [samples[index], samples[index - 1]];
    return !here || !before || here.desired !== before.desired || here.ready !== before.ready;
  };
  const kept = samples.filter((_, index) => index % every === 0 || index === samples.length - 1 || changed(index));
  const column = (pick: (sample: Sample) => number | undefined) =>
    kept.map((sample) => {
      const value = pick(sample);
      return value === undefined ? null : Math.round(value * 100) / 100;
    });
  return {
    ...about,
    at: kept.map(({ at }) => Math.round(at * 10) / 10),
    rate: column(({ rate }) => rate),
    metricPercent: column(({ metric }) => (metric === undefined ? undefined : metric * 100)),
    desired: column(({ desired }) => desired),
    current: column(({ current }) => current),
    ready: kept.map(({ ready }) => ready),
  };
}
