import { OVER_TIME_POINTS, type Measurement } from '../../../results/model.ts';
import type { LoadAccount } from './account.ts';
import type { EndpointStatistics } from './statistics.ts';

/** The figures of all requests, as measurements of a test; pure. @param latency over the time of the load, as the guard tells it. */
export function measurementsOf(all: EndpointStatistics, { latency }: Pick<LoadAccount, 'latency'>): Measurement[] {
  const figures: [string, number | undefined, Measurement['unit']][] = [
    ['requests', all.requests, 'count'],
    ['failures', all.failureRatio, 'ratio'],
    ['rate', all.rate, 'per second'],
    ['p50', all.p50, 'seconds'],
    ['p95', all.p95, 'seconds'],
    ['p99', all.p99, 'seconds'],
  ];
  const [first = [0]] = latency;
  const over = (column: 1 | 2): Pick<Measurement, 'overTime'> =>
    latency.length < 2 || latency.length > OVER_TIME_POINTS
      ? {}
      : {
          overTime: { at: latency.map(([from]) => from - first[0]), values: latency.map((row) => row[column] / 1_000) },
        };
  const more: Readonly<Record<string, Pick<Measurement, 'overTime'>>> = { p50: over(1), p95: over(2) };
  return figures.flatMap(([id, value, unit]) => (value === undefined ? [] : [{ id, value, unit, ...more[id] }]));
}
