import { check, emptyPools, expectedMetrics, inventory, jobsHaveTargets, metricIsFresh, metrics } from 'shakedown';

describe('Prometheus has what is expected of it', () => {
  check(
    'every scrape job of Prometheus has an active target',
    { id: 'observability/scrape-jobs', uses: [metrics] },
    async ({ cluster, config, metrics, measure, note }) => {
      const { seen } = await cluster.until(jobsHaveTargets(await metrics.prometheus(), config.prometheus.emptyJobs));
      if (!('pools' in seen)) return;
      measure({ id: 'jobs', value: seen.pools.length, unit: 'count' });
      const empty = emptyPools(seen.pools, seen.active);
      if (empty.length > 0) note(`without a target, as they may be: ${empty.slice(0, 10).join(', ')}`);
    },
  );

  for (const expected of expectedMetrics(inventory().config))
    check(
      `${expected.name}: the newest sample of ${expected.metric} is at most three scrape intervals old`,
      { id: `observability/metric/${expected.name}`, uses: [metrics] },
      async ({ cluster, metrics, measure }) => {
        const { seen } = await cluster.until(metricIsFresh(await metrics.prometheus(), expected));
        if ('age' in seen && seen.age !== undefined) measure({ id: 'age', value: seen.age, unit: 'seconds' });
      },
    );
});
