import { check, deployment, load, targetApp } from 'shakedown';

describe('Locust generates load in the cluster, and reports it correctly', () => {
  check(
    'three workers load an app for 30 s, a fourth joins them, and the app counts each request that they count',
    {
      id: 'loadtest/life-cycle',
      uses: [targetApp, load],
      locks: ['cpu-load'],
      safety: 'own',
      within: '15m',
    },
    async ({ cluster, targetApp, load, measure, attach, conclude }) => {
      const spec = { users: 12, seconds: 30, rate: 60 };
      load.require({ ...spec, workers: 4 });

      await using app = await targetApp.deploy({ name: 'loaded', replicas: 2 });
      await cluster.until(deployment(app.ref).hasReplicas(2));
      await using platform = await load.setUp({ name: 'load-cycle', workers: 3, target: 'loaded' });
      measure({ id: 'setup', value: platform.setupSeconds, unit: 'seconds' });

      const running = await platform.start(spec, { countedBy: app });
      await platform.scale(4);
      const { verdict, measurements, account, counts } = await running.ended();

      measurements.forEach(measure);
      if (!account || !counts) return conclude(verdict);
      const { html, account: json, ...tables } = await platform.report(account);
      measure({ id: 'report', value: html.length, unit: 'bytes' });
      attach('account.json', json);
      Object.entries(tables).forEach(([name, csv]) => attach(`${name}.csv`, csv));
      conclude(verdict);
      conclude(counts);
      measure({ id: 'cleanup', value: await platform.remove(), unit: 'seconds' });
    },
  );
});
