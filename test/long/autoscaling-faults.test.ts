import { expect } from 'chai';
import { namespace } from '../faults/fault.ts';
import { loadCluster, type LoadCluster } from '../load/load-cluster.ts';
import { runShakedown, type EndedRun } from '../specs/shakedown.ts';

const WORKLOADS = 'shakedown-workloads';
const ID = 'autoscaling/under-load/cpu';
/** The clocks of the testbed, which does not show its controller-manager's flags. */
const clocks = { sync: '5s', stabilisation: '30s' };

interface Fault {
  name: string;
  autoscaling?: object;
  strike?(cluster: LoadCluster): Promise<unknown>;
  mend?(cluster: LoadCluster): Promise<unknown>;
  status: 'failed' | 'inconclusive';
  cause: RegExp;
}

const scaleMetrics = (replicas: number) => (cluster: LoadCluster) =>
  cluster.kubectl(['-n', 'kube-system', 'scale', 'deployment/metrics-server', `--replicas=${replicas}`]);

const faults: readonly Fault[] = [
  {
    name: 'the HPA may not go as high as it has to',
    autoscaling: { maxReplicas: 2, factor: 5 },
    status: 'failed',
    cause: /^limited by maxReplicas 2: cpu stays at \d+ % of the 50 % target$/,
  },
  {
    name: 'a quota stops the new pods',
    // The app, and Locust's master and worker: no more.
    strike: (cluster) =>
      cluster.apply([
        namespace(WORKLOADS),
        {
          apiVersion: 'v1',
          kind: 'ResourceQuota',
          metadata: { name: 'small', namespace: WORKLOADS },
          spec: { hard: { pods: '3' } },
        },
      ]),
    mend: (cluster) => cluster.kubectl(['delete', 'namespace', WORKLOADS]),
    status: 'failed',
    cause: /^\d replicas wanted, 1 pods created: .*exceeded quota: small/,
  },
  {
    name: 'the load that is allowed cannot bring the CPU up to the target',
    autoscaling: { rate: 5 },
    status: 'inconclusive',
    cause:
      /^a request costs \d+ ms of CPU; at the most that is allowed, 5 requests per second, it would be at 0\.\d+ × its CPU target/,
  },
  {
    name: 'metrics-server is stopped',
    strike: scaleMetrics(0),
    mend: async (cluster) => {
      await scaleMetrics(1)(cluster);
      await cluster.kubectl(['-n', 'kube-system', 'rollout', 'status', 'deployment/metrics-server', '--timeout=120s']);
    },
    status: 'failed',
    cause: /no metrics API: /,
  },
];

describe('An HPA under load, where', () => {
  let cluster: LoadCluster;
  before(async () => {
    cluster = await loadCluster();
  });

  for (const { name, autoscaling, strike, mend, status, cause } of faults)
    describe(`${name},`, () => {
      let run: EndedRun;
      before(async () => {
        await strike?.(cluster);
        const config = { ...cluster.config(), time: { settle: '60s' }, autoscaling: { clocks, ...autoscaling } };
        run = await runShakedown(cluster, config, ['--target', 'autoscaling', '--focus', ID]);
      });
      after(async () => {
        await mend?.(cluster);
      });

      it(`is ${status}, and the cause is named`, () => {
        const { reason, ...test } = run.test(ID);
        expect([test.status, reason?.message]).to.satisfy(
          ([seen, message]: [string, string]) => seen === status && cause.test(message),
          `${test.status}: ${reason?.message}`,
        );
      });
    });

  it('nothing is wrong, follows the load up and down in time', async () => {
    const run = await runShakedown(cluster, { ...cluster.config(), autoscaling: { clocks } }, [
      '--target',
      'autoscaling',
      '--focus',
      ID,
    ]);
    const { status, measurements } = run.test(ID);
    expect(status).to.equal('passed');
    expect(measurements.map(({ id }) => id)).to.deep.equal([
      'metric-above-target',
      'decision',
      'pods-created',
      'pods-ready',
      'metric-back-under-target',
      'scale-down-decision',
      'at-minimum',
    ]);
    for (const { id, value, budget } of measurements) expect(value, id).to.be.at.most(budget ?? 0);
  });
});
