import { check, countsAgree, deployment, loadRights, targetAppRights, whyNoLoad } from 'shakedown';

describe('Locust makes load in the cluster, and tells the truth about it', () => {
  check(
    'three workers load an app for 30 s, a fourth joins them, and the app counts each request that they count',
    {
      id: 'loadtest/life-cycle',
      uses: [...targetAppRights, ...loadRights],
      locks: ['cpu-load'],
      safety: 'own',
      within: '15m',
    },
    async ({ cluster, targetApp, load, measure, attach, conclude, config, skip, signal }) => {
      const wish = { users: 12, seconds: 30, rate: 60 };
      const noLoad = whyNoLoad(config, { ...wish, workers: 4 });
      if (noLoad) skip(noLoad);

      await using app = await targetApp.deploy({ name: 'loaded', replicas: 2 }, signal);
      await cluster.until(deployment(app.ref).hasReplicas(2));
      await using stand = await load.setUp({ name: 'load-cycle', workers: 3, target: 'loaded' }, signal);
      measure({ id: 'setup', value: stand.setupSeconds, unit: 'seconds' });

      const before = await app.figures(signal);
      const underWay = await stand.start(wish, signal);
      await stand.scale(4, signal);
      const { verdict, measurements, account } = await underWay.ended(signal);
      const after = await app.figures(signal);

      measurements.forEach(measure);
      if (!account) return conclude(verdict);
      const { html, ...tables } = await stand.report(account, signal);
      measure({ id: 'report', value: html.length, unit: 'bytes' });
      Object.entries(tables).forEach(([name, text]) => attach(name, text));
      conclude(verdict);
      conclude(countsAgree(account, after.requests - before.requests));
      measure({ id: 'cleanup', value: await stand.remove(), unit: 'seconds' });
    },
  );
});
