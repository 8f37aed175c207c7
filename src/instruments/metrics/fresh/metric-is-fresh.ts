import type { Condition } from '../../../conditions/waiting/condition.ts';
import type { PrometheusApi } from '../api/prometheus-api.ts';
import { read } from '../api/read.ts';
import type { ExpectedMetric } from './expected-metrics.ts';
import { judgeFresh, type FreshSeen } from './judge-fresh.ts';
import { newestSample } from './read-fresh.ts';

/** The newest sample of a metric is at most three scrape intervals old. */
export function metricIsFresh(prometheus: PrometheusApi, expected: ExpectedMetric): Condition<FreshSeen> {
  const { metric } = expected;
  return {
    title: `the newest sample of ${metric} is at most three scrape intervals old`,
    rights: [],
    todo: prometheus.byHand(`/api/v1/query?query=timestamp(${metric})`),
    read: ({ signal }) =>
      read(
        async () => ({ served: true, value: await newestSample(prometheus, metric, signal) }),
        (newest) => newest,
      ),
    judge: (seen) => judgeFresh(expected, seen),
  };
}
