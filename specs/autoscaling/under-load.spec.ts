import { autoscaling, check, deployment } from 'shakedown';

// A request that costs 10 ms of CPU, in a pod that requests 200 m: some 30 requests a second are three times a target of 50 %.
const knobs = { cpu: '10ms' };
const resources = { requests: { cpu: '200m', memory: '64Mi' }, limits: { memory: '256Mi' } };

const cases = [
  { id: 'cpu', title: 'by the CPU of its pods', sidecar: false, request: {} },
  { id: 'sidecar', title: 'by the CPU of its pods, which have a sidecar', sidecar: true, request: {} },
  {
    id: 'container',
    title: 'by the CPU of one container next to a sidecar',
    sidecar: true,
    request: { container: 'target-app' },
  },
];

describe('An HPA follows the load, up and down again, as quickly as its clocks allow', () => {
  for (const { id, title, sidecar, request } of cases) {
    check(
      title,
      { id: `autoscaling/under-load/${id}`, uses: [autoscaling], phases: ['cpu-load'], safety: 'own', within: '25m' },
      async ({ cluster, targetApp, load, autoscaling, locks, config, measure, attach, conclude }) => {
        const replicas = config.autoscaling.minReplicas;
        const name = `scaled-${id}`;
        await using app = await targetApp.deploy({ name, replicas, knobs, resources, sidecar });
        await cluster.until(deployment(app.ref).hasReplicas(replicas));
        await using hpa = await autoscaling.hpaOn(app, request);

        const { verdict, terms, series } = await hpa.underLoad((phase) =>
          locks.hold('cpu-load', async () => {
            await using platform = await load.setUp({ name: `load-${id}`, workers: 1, target: name });
            return await phase(platform);
          }),
        );

        for (const { id: term, seconds, most, reason } of terms)
          measure({ id: term, value: seconds, unit: 'seconds', budget: most, budgetReason: reason });
        if (series) attach('series.json', JSON.stringify(series));
        conclude(verdict);
      },
    );
  }
});
