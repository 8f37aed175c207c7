import { expect } from 'chai';
import { namespace } from '../../own-cluster/faults/fault.ts';
import { runShakedown, type EndedRun } from '../../cluster/specs/shakedown.ts';
import { loadCluster, type LoadCluster } from './load-cluster.ts';
import { MESH_LABEL, sidecarOfScaledApp } from './sidecar-policy.ts';

const WORKLOADS = 'shakedown-workloads';
const ID = 'autoscaling/under-load/cpu';
const ALL = ['autoscaling/under-load/container', 'autoscaling/under-load/cpu', 'autoscaling/under-load/sidecar'];
/** The HPA intervals of the testbed, which does not show the flags of its controller-manager. */
const clocks = { sync: '5s', stabilisation: '30s' };

interface Fault {
  name: string;
  autoscaling?: object;
  load?: object;
  /** The timeout until the HPA reads its metric. @default '90s' */
  settle?: string;
  inject?(cluster: LoadCluster): Promise<unknown>;
  repair?(cluster: LoadCluster): Promise<unknown>;
  status: 'failed' | 'inconclusive' | 'skipped';
  /** All tests that run; each ends with this status. */
  ids?: readonly string[];
  cause: RegExp;
}

const scaleMetrics = (replicas: number) => (cluster: LoadCluster) =>
  cluster.kubectl(['-n', 'kube-system', 'scale', 'deployment/metrics-server', `--replicas=${replicas}`]);

const faults: readonly Fault[] = [
  {
    name: 'the allowed load cannot raise the CPU to such a high target',
    autoscaling: { cpuPercent: 1_000, rate: 50 },
    status: 'inconclusive',
    cause:
      /^peak [23]\d\d % of the 1000 % target at the most that is allowed, 50 requests per second \(a request costs [\d.]+ ms of CPU\); about [345]\.\d × the load would cross it: raise autoscaling\.rate$/,
  },
  {
    name: 'the load is a spike that is shorter than the intervals of the HPA',
    load: { bounds: { duration: '20s' } },
    status: 'skipped',
    cause: /^the load lasted \d+\.\d s; by the clocks it may take \d+\.\d s for /,
  },
  {
    name: 'a quota stops the new pods',
    // Only the app, and Locust's master and worker.
    inject: (cluster) =>
      cluster.apply([
        namespace(WORKLOADS),
        {
          apiVersion: 'v1',
          kind: 'ResourceQuota',
          metadata: { name: 'small', namespace: WORKLOADS },
          spec: { hard: { pods: '3' } },
        },
      ]),
    repair: (cluster) => cluster.kubectl(['delete', 'namespace', WORKLOADS]),
    status: 'failed',
    cause: /^\d replicas wanted, 1 pods created: .*exceeded quota: small/,
  },
  {
    name: 'the maximum of the HPA is too low',
    autoscaling: { maxReplicas: 2, factor: 5 },
    status: 'failed',
    cause: /^limited by maxReplicas 2: cpu stays at \d+ % of the 50 % target/,
  },
  {
    name: 'metrics-server is stopped',
    inject: scaleMetrics(0),
    repair: async (cluster) => {
      await scaleMetrics(1)(cluster);
      await cluster.kubectl(['-n', 'kube-system', 'rollout', 'status', 'deployment/metrics-server', '--timeout=120s']);
    },
    status: 'failed',
    ids: ALL,
    settle: '30s',
    cause: /no metrics API: /,
  },
];

describe('An HPA under load where', () => {
  let cluster: LoadCluster;
  before(async () => {
    cluster = await loadCluster();
  });

  const runOn = (focus: string, autoscaling: object = {}, load: object = {}, settle = '90s') => {
    const config = {
      ...cluster.config({ truth: {}, ...load }),
      time: { settle },
      autoscaling: { clocks, ...autoscaling },
    };
    return runShakedown(cluster, config, ['--target', 'autoscaling', '--focus', focus]);
  };

  for (const { name, autoscaling, load, settle, inject, repair, status, ids = [ID], cause } of faults)
    describe(`${name},`, () => {
      let run: EndedRun;
      before(async () => {
        await inject?.(cluster);
        run = await runOn(ids.length === 1 ? `^${ID}$` : '^autoscaling/under-load/', autoscaling, load, settle);
      });
      after(async () => {
        await repair?.(cluster);
      });

      it(`is ${status}, with the cause`, () => {
        const seen = run.results.tests.map((test) => `${test.id} ${test.status}: ${test.reason?.message}`);
        expect(seen.toSorted().map((line) => line.split(':')[0])).to.deep.equal(
          ids.map((id) => `${id} ${status}`),
          seen.join('\n'),
        );
        for (const { reason } of run.results.tests) expect(reason?.message).to.match(cause);
      });
    });

  for (const id of ALL)
    it(`nothing is wrong follows the load up and down in time: ${id}`, async () => {
      const run = await runOn(`^${id}$`);
      const { status, reason, measurements } = run.test(id);
      expect(status, reason?.message).to.equal('passed');
      expect(measurements.map((one) => one.id)).to.deep.equal([
        'metric-above-target',
        'decision',
        'pods-created',
        'pods-ready',
        'metric-back-under-target',
        'scale-down-decision',
        'at-minimum',
      ]);
      for (const { id: term, value, budget } of measurements) expect(value, term).to.be.at.most(budget ?? 0);
    });

  describe('its pods get a native sidecar that requests CPU, too,', () => {
    const labels = ['label', 'namespace', WORKLOADS, `${MESH_LABEL}=yes`];
    let names: string[];
    before(async () => {
      const policy = sidecarOfScaledApp(cluster.image) as { kind: string; metadata: { name: string } }[];
      names = policy.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
      await cluster.apply([namespace(WORKLOADS), ...policy]);
      await cluster.kubectl(labels);
      const probe = ['-n', WORKLOADS, 'run', 'probe', `--image=${cluster.image}`, '--dry-run=server'];
      const request = '--output=jsonpath={.spec.initContainers[0].resources.requests.cpu}';
      // The API server applies a new policy with a short delay.
      for (let tries = 0; tries < 50; tries++) {
        if ((await cluster.kubectl([...probe, '--labels=app.kubernetes.io/name=scaled-probe', request])) === '100m')
          return;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      throw new Error('the policy for sidecars is not in force');
    });
    after(async () => {
      await cluster.kubectl(['delete', '--ignore-not-found', ...names]);
      await cluster.kubectl(['delete', 'namespace', WORKLOADS]);
    });

    it('nothing is wrong follows the load up and down, by the requests of both', async () => {
      const { status, reason } = (await runOn(`^${ID}$`)).test(ID);
      expect(status, reason?.message).to.equal('passed');
    });
  });
});
