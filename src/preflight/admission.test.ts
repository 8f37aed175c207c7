import { expect } from 'chai';
import { FakeApiServer, status } from '../../test/fake-api-server/fake-api-server.ts';
import type { Kind } from '../cluster/kinds/kind.ts';
import { kinds } from '../cluster/kinds/kinds.ts';
import { configSchema } from '../config/schema.ts';
import { namesResolve } from '../instruments/agents/dns/cluster-dns.ts';
import { reachable } from '../instruments/agents/reach/service-reach.ts';
import { load } from '../instruments/load/instrument.ts';
import { targetApp } from '../instruments/target-app/instrument.ts';
import { runLabels } from '../objects/create/run-labels.ts';
import { autoscaling } from '../scenarios/autoscaling/scenario.ts';
import { refusedObjects } from './admission.ts';
import type { CheckRequirements } from './finding.ts';
import { trialsOf } from './trials.ts';

const checks = [
  { id: 'workloads/dns/node-1', uses: [namesResolve] },
  { id: 'workloads/service/shop/web', uses: [reachable] },
  { id: 'workloads/target-app', uses: [targetApp, reachable] },
  { id: 'loadtest/life-cycle', uses: [targetApp, load] },
  { id: 'autoscaling/under-load/cpu', uses: [autoscaling] },
  { id: 'workloads/deployment/shop/web', uses: [{ rights: [] }] },
];

/** The findings in a cluster that admits nothing. */
async function refused(of: readonly CheckRequirements[], settings: object = {}) {
  const config = configSchema.parse({ image: 'suite:1', ...settings });
  const reply = status(403, 'Forbidden', 'nothing is admitted here');
  const [home, workloads] = ['namespaces/shakedown', 'namespaces/shakedown-workloads'];
  await using server = await FakeApiServer.start({
    routes: {
      [`/api/v1/${home}/services`]: [reply],
      [`/api/v1/${home}/pods`]: [reply],
      [`/apis/apps/v1/${home}/daemonsets`]: [reply],
      [`/api/v1/${workloads}/services`]: [reply],
      [`/api/v1/${workloads}/pods`]: [reply],
      [`/api/v1/${workloads}/configmaps`]: [reply],
      [`/apis/apps/v1/${workloads}/deployments`]: [reply],
      [`/apis/networking.k8s.io/v1/${workloads}/networkpolicies`]: [reply],
      [`/apis/batch/v1/${workloads}/cronjobs`]: [reply],
      [`/apis/karpenter.sh/v1/${workloads}/nodepools`]: [reply],
      [`/apis/autoscaling/v2/${workloads}/horizontalpodautoscalers`]: [reply],
    },
  });
  const cluster = server.door();
  const labels = runLabels(config, 'r1', new Date(0));
  const found = await refusedObjects(
    cluster,
    { config, simulated: [], labels, checks: of },
    new AbortController().signal,
  );
  await cluster.close();
  expect(server.requests.every(({ url }) => url.includes('dryRun=All'))).to.equal(true);
  return { found: found.map(({ message, blocks }) => [message, blocks]), requests: server.requests.length };
}

const says = (what: string) => `the cluster does not admit ${what}: 403 Forbidden: nothing is admitted here`;

describe('The dry runs before a run', () => {
  it('try what the used instruments create, with its pods; the same refusal of several objects is one finding', async () => {
    const [dns, service, app, life, hpa] = checks.map(({ id }) => id);
    const tried = [
      'the Service of the probe agents',
      'the DaemonSet of the probe agents',
      'the pods of the probe agents',
      'the Deployment of a target app',
      'the pods of a target app',
      'the Service of a target app',
      'the Deployment of the Locust master',
      'the pods of the Locust master',
      'the Deployment of the Locust workers',
      'the pods of the Locust workers',
      'the Service of the Locust master',
      'the NetworkPolicy of the Locust master',
      'the ConfigMap of the Locust platform',
      'the HorizontalPodAutoscaler of a target app',
    ];
    expect(await refused(checks, { load: { image: 'locust:1' } })).to.deep.equal({
      found: [[says(tried.join(', ')), [dns, service, app, life, hpa]]],
      requests: tried.length,
    });
  });

  it('try neither Locust nor HPA where no load is made', async () => {
    const { found } = await refused(
      checks.filter(({ uses }) => uses.some((used) => used === load || used === autoscaling)),
    );
    const tried = ['the Deployment of a target app', 'the pods of a target app', 'the Service of a target app'];
    expect(found.map(([message]) => message)).to.deep.equal([says(tried.join(', '))]);
  });

  it('block only the checks that use what is refused', () => {
    const [dns, service, app, life, hpa] = checks.map(({ id }) => id);
    const config = configSchema.parse({ image: 'suite:1', load: { image: 'locust:1' } });
    const trials = trialsOf(checks, { config, simulated: [] });
    expect(trials.map(({ of, manifest, blocks }) => [`${manifest.kind} of ${of}`, blocks])).to.deep.equal([
      ['Service of the probe agents', [dns]],
      ['DaemonSet of the probe agents', [dns, service, app]],
      ['Deployment of a target app', [app, life, hpa]],
      ['Service of a target app', [app, life, hpa]],
      ['Deployment of the Locust master', [life, hpa]],
      ['Deployment of the Locust workers', [life, hpa]],
      ['Service of the Locust master', [life, hpa]],
      ['NetworkPolicy of the Locust master', [life, hpa]],
      ['ConfigMap of the Locust platform', [life, hpa]],
      ['HorizontalPodAutoscaler of a target app', [hpa]],
    ]);
  });

  it('try the pods of every kind that makes pods, a bare pod once, and no pod for a template of something else', async () => {
    const spec = { containers: [{ name: 'a', image: 'suite:1' }] };
    const namespace = 'shakedown-workloads';
    const trial = (kind: Kind, version: string, of: object) => {
      const manifest = { apiVersion: version, kind: kind.kind, metadata: { name: 'a', namespace }, spec: of };
      return { of: 'a check', kind, manifest };
    };
    const nodePools: Kind = {
      ...{ group: 'karpenter.sh', version: 'v1', resource: 'nodepools', kind: 'NodePool', namespaced: true },
    };
    const trials = () => [
      trial(kinds.pods, 'v1', spec),
      trial(kinds.cronJobs, 'batch/v1', { jobTemplate: { spec: { template: { spec } } } }),
      trial(nodePools, 'karpenter.sh/v1', { template: { spec: { requirements: [] } } }),
    ];
    const { found } = await refused([{ id: 'shop/a', uses: [{ rights: [], trials }] }]);
    expect(found.map(([message]) => message)).to.deep.equal([
      says('the Pod of a check, the CronJob of a check, the pods of a check, the NodePool of a check'),
    ]);
  });

  it('try nothing for checks that create nothing', async () => {
    expect(await refused(checks.slice(-1))).to.deep.equal({ found: [], requests: 0 });
  });
});
