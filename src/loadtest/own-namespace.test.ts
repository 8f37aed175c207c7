import { expect } from 'chai';
import { FakeApiServer, type Stored } from '../../test/fake-api-server/fake-api-server.ts';
import { jumpingClock } from '../time/clock.ts';
import { REPORT_LABEL } from './keep-report.ts';
import { removePlatform } from './remove-platform.ts';

const NAMESPACE = '/api/v1/namespaces/load';
const MASTER = '/apis/apps/v1/namespaces/load/deployments/locust-master';
const made: Partial<Stored> = { metadata: { name: 'load', labels: { 'shakedown/load': 'locust' } } };
const labels = { 'shakedown/load': 'locust' };
const master: Partial<Stored> = {
  metadata: { name: 'locust-master', labels },
};
/** The objects that exist in every namespace. */
const usual = {
  [`${NAMESPACE}/configmaps/kube-root-ca.crt`]: {},
  [`${NAMESPACE}/secrets/default-dockercfg`]: {
    type: 'kubernetes.io/dockercfg',
    metadata: { name: 'default-dockercfg', annotations: { 'kubernetes.io/service-account.name': 'default' } },
  },
  [`${NAMESPACE}/serviceaccounts/default`]: {},
  [`${NAMESPACE}/events/locust.1`]: {},
};

/** The names of what is left when the platform `locust` in the namespace is removed. */
const leftOf = async (namespace: Partial<Stored>, others: Record<string, Partial<Stored>>, refused?: string) => {
  await using api = await FakeApiServer.start({
    objects: { [NAMESPACE]: namespace, [MASTER]: master, ...usual, ...others },
  });
  if (refused !== undefined) api.refusals.set(refused, 403);
  const door = api.door();
  try {
    await removePlatform(door, { namespace: 'load', name: 'locust' }, new AbortController().signal);
    return [...api.objects.keys()];
  } finally {
    await door.close();
  }
};

/** What keeps the namespace when the platform is removed while a path answers 503. */
const keptBy = async (others: Record<string, Partial<Stored>>, down: string) => {
  await using api = await FakeApiServer.start({ objects: { [NAMESPACE]: made, [MASTER]: master, ...others } });
  api.refusals.set(down, 503);
  const door = api.door({ clock: jumpingClock() });
  const said: string[] = [];
  const ref = { namespace: 'load', name: 'locust' };
  await removePlatform(door, ref, new AbortController().signal, (what) => said.push(what));
  await door.close();
  expect([...api.objects.keys()]).to.include(NAMESPACE);
  return said;
};

describe('The namespace that was made for a Locust platform', () => {
  it('is removed with the platform', async () => {
    expect(await leftOf(made, {})).to.deep.equal([]);
  });

  it('stays when somebody else has created it', async () => {
    expect(await leftOf({}, {})).to.deep.equal([NAMESPACE, ...Object.keys(usual)]);
  });

  const config = `${NAMESPACE}/configmaps`;
  const theirs: [string, string, Partial<Stored>][] = [
    ['the properties of self-service', `${config}/locust-properties`, {}],
    ['scripts', `${config}/locust-scripts-2`, {}],
    ['a report that was kept', `${config}/report`, { metadata: { name: 'report', labels: { [REPORT_LABEL]: 'r1' } } }],
    [
      'another platform',
      '/apis/apps/v1/namespaces/load/deployments/b-master',
      { metadata: { name: 'b-master', labels: { 'shakedown/load': 'b' } } },
    ],
    ['a pod of somebody', `${NAMESPACE}/pods/shop`, {}],
    ['a volume claim of somebody', `${NAMESPACE}/persistentvolumeclaims/data`, {}],
    ['a CronJob of somebody', '/apis/batch/v1/namespaces/load/cronjobs/nightly', {}],
    ['a StatefulSet of somebody', '/apis/apps/v1/namespaces/load/statefulsets/db', { spec: { replicas: 0 } }],
    ['an Ingress of somebody', '/apis/networking.k8s.io/v1/namespaces/load/ingresses/web', {}],
    ['a TLS Secret of somebody', `${NAMESPACE}/secrets/tls`, { type: 'kubernetes.io/tls' }],
    ['a ConfigMap of somebody', `${config}/settings`, {}],
    ['an object of a kind that nobody here knows', '/apis/example.org/v1/namespaces/load/widgets/w', {}],
    ['a Secret of somebody', `${NAMESPACE}/secrets/shop-key`, { type: 'Opaque' }],
  ];
  for (const [what, path, object] of theirs)
    it(`stays with ${what} in it`, async () => {
      expect(await leftOf(made, { [path]: object })).to.deep.equal([NAMESPACE, ...Object.keys(usual), path]);
    });

  it('stays when its contents cannot be read', async () => {
    expect(await leftOf(made, {}, `${NAMESPACE}/secrets`)).to.include(NAMESPACE);
  });

  it('stays with an object of a kind that only a further version of its group serves', async () => {
    const routes = `/apis/gateway.networking.k8s.io/v1/namespaces/other/httproutes/web`;
    const tcp = `/apis/gateway.networking.k8s.io/v1alpha2/namespaces/load/tcproutes/db`;
    expect(await leftOf(made, { [routes]: {}, [tcp]: {} })).to.include.members([NAMESPACE, tcp]);
  });

  it('stays when an aggregated API is down, and says so without an error', async () => {
    const path = '/apis/stats.example.org/v1/namespaces/other/figures/f';
    expect(await keptBy({ [path]: {} }, '/apis/stats.example.org/v1')).to.deep.equal([
      'kinds of stats.example.org (cannot be read)',
    ]);
  });

  it('is removed when only an adapter of metrics is down', async () => {
    const path = '/apis/custom.metrics.k8s.io/v1beta2/namespaces/other/figures/f';
    expect(await leftOf(made, { [path]: {} }, '/apis/custom.metrics.k8s.io/v1beta2')).to.deep.equal([path]);
  });

  it('is removed with the last platform in it, whoever that was created for', async () => {
    expect(await leftOf({ metadata: { name: 'load', labels: { 'shakedown/load': 'b' } } }, {})).to.deep.equal([]);
  });
});
