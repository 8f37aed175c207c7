import { check, deployment, metrics, ownMetricArrives, scraping, targetApp } from 'shakedown';

describe('A metric goes all the way', () => {
  check(
    'the target app is scraped, and its counter is read back within the scrape interval and 5 s',
    { id: 'observability/own-metric', uses: [metrics, scraping, targetApp], safety: 'own', within: '10m' },
    async ({ cluster, config, metrics, targetApp, measure }) => {
      const prometheus = await metrics.prometheus();
      const podAnnotations = config.prometheus.annotations;
      await using app = await targetApp.deploy({ name: 'own-metric', replicas: 1, podAnnotations });
      await cluster.until(deployment(app.ref).hasReplicas(1), { within: config.time.rollout });

      await using scraped = await metrics.scraping(app.ref);

      const path = `/counted-${Date.now().toString(36)}`;
      await app.count(path, 1);
      const first = await cluster.until(
        ownMetricArrives(prometheus, { app: app.ref, path, value: 1, scraping: scraped }, config.prometheus),
      );
      measure({ id: 'first-seen', value: first.seconds, unit: 'seconds' });

      await app.count(path, 10);
      const interval = metrics.scrapeInterval(first.seen);
      const within = `${interval + 5}s` as const;
      const { seconds } = await cluster.until(
        ownMetricArrives(prometheus, { app: app.ref, path, value: 11, scraping: scraped }, config.prometheus),
        { within },
      );
      const budgetReason = 'its scrape interval, and 5 s';
      measure({ id: 'time-to-visible', value: seconds, unit: 'seconds', budget: within, budgetReason });
    },
  );
});
