import { OVER_TIME_POINTS, type OverTime } from './model.ts';

/** A value at a time. */
export interface TimedValue {
  /** In milliseconds. */
  at: number;
  value: number;
}

/**
 * Values over time, for a measurement of which a chart is to be drawn: at most {@link OVER_TIME_POINTS} points, each for as many whole seconds as that takes. Pure.
 * @param of what a point is of the values of its time, which are ascending. @returns `undefined` when all are within one point.
 * @example overTime(requests, (values) => quantile(values, 0.99))
 */
export function overTime(all: readonly TimedValue[], of: (values: readonly number[]) => number): OverTime | undefined {
  const first = all.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const last = all.reduce((most, { at }) => Math.max(most, at), Number.NEGATIVE_INFINITY);
  const seconds = Math.max(1, Math.ceil((last - first + 1) / 1_000 / OVER_TIME_POINTS));
  const points = [...Map.groupBy(all, ({ at }) => Math.floor((at - first) / 1_000 / seconds))].toSorted(
    ([a], [b]) => a - b,
  );
  if (points.length < 2) return undefined;
  return {
    at: points.map(([point]) => point * seconds),
    values: points.map(([, members]) => of(members.map(({ value }) => value).toSorted((a, b) => a - b))),
  };
}

/** The value that this share of the values, which are ascending, does not exceed; `NaN` of none. */
export function quantile(values: readonly number[], share: number): number {
  return values[Math.max(0, Math.ceil(values.length * share) - 1)] ?? Number.NaN;
}
