import type { Condition } from '../../../conditions/waiting/condition.ts';
import type { PrometheusApi } from '../api/prometheus-api.ts';
import { read } from '../api/read.ts';
import { judgePools, type PoolsSeen } from './judge-pools.ts';

/** Every scrape job of Prometheus has an active target, but those that may be empty. @param mayBeEmpty names, in which `*` matches any text */
export function jobsHaveTargets(prometheus: PrometheusApi, mayBeEmpty: readonly string[]): Condition<PoolsSeen> {
  return {
    title: 'every scrape job of Prometheus has an active target',
    rights: [],
    todo: prometheus.byHand('/api/v1/scrape_pools'),
    read: ({ signal }) =>
      read(
        () => prometheus.scrapePools(signal),
        async (pools) => {
          const targets = await prometheus.targets(signal);
          if (!targets.served) return { unserved: targets.why };
          const active = new Set(targets.value.map(({ scrapePool }) => scrapePool));
          return { pools, active, dropped: await prometheus.dropped(signal) };
        },
      ),
    judge: (seen) => judgePools(seen, mayBeEmpty),
  };
}
