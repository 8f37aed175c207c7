import type { Measurement } from '../../../results/model.ts';
import type { EndpointStatistics } from './statistics.ts';

/** The figures of all requests, as measurements of a test. */
export function measurementsOf(all: EndpointStatistics): Measurement[] {
  const figures: [string, number | undefined, Measurement['unit']][] = [
    ['requests', all.requests, 'count'],
    ['failures', all.failureRatio, 'ratio'],
    ['rate', all.rate, 'per second'],
    ['p50', all.p50, 'seconds'],
    ['p95', all.p95, 'seconds'],
    ['p99', all.p99, 'seconds'],
  ];
  return figures.flatMap(([id, value, unit]) => (value === undefined ? [] : [{ id, value, unit }]));
}
