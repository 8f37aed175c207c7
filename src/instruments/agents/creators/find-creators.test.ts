import { expect } from 'chai';
import { FakeApiServer, listOf, refusal, type Reply } from '../../../../test/fake-api-server/fake-api-server.ts';
import { jumpingClock } from '../../../time/clock.ts';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { findCreators } from './find-creators.ts';
import type { Owner } from './pod-creator.ts';

const ROLLOUTS = '/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts';
const resource = (name: string, kind: string, verbs: string[]) => ({ name, kind, namespaced: true, verbs });
const served: Record<string, Reply> = {
  '/api/v1/namespaces/shop/pods': listOf('1', []),
  '/apis': { body: { groups: [{ name: 'argoproj.io', versions: [{ version: 'v1alpha1' }] }] } },
  '/apis/argoproj.io/v1alpha1': {
    body: {
      resources: [
        resource('rollouts', 'Rollout', ['list']),
        resource('rollouts/scale', 'Scale', ['get']),
        resource('workflows', 'Workflow', ['list']),
      ],
    },
  },
};
const rollout = (spec: object) => ({ metadata: { namespace: 'shop', name: 'web', uid: 'u-1' }, spec });
const template = (labels: object) => ({ metadata: { labels } });
const replicaSet = (replicas: number) => ({
  metadata: {
    ...{ namespace: 'shop', name: 'web-6d9f7', uid: 'u-2' },
    ownerReferences: [
      { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web', uid: 'u-1', controller: true },
    ],
  },
  spec: { replicas, template: template({ app: 'web', 'rollouts-pod-template-hash': '6d9f7' }) },
});

/** Who creates the pods with the label `app: web` in the namespace shop. */
async function found(
  routes: Record<string, Reply>,
  listed: Map<unknown, object[]> = new Map(),
  more: object = {},
  owners: readonly Owner[] = [],
) {
  await using server = await FakeApiServer.start({ routes: { ...served, ...routes } });
  const cluster = server.door({ clock: jumpingClock() });
  const list = async (kind: unknown) => listed.get(kind) ?? [];
  const look = { cluster, why: true, list } as unknown as Look;
  const selector = Object.fromEntries(
    Object.entries({ app: 'web', ...more }).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  const creators = await findCreators(look, 'shop', selector, owners);
  await cluster.close();
  const short = creators.found.map(({ name, idle }) => ({ name, idle: idle(selector) }));
  return { found: short, unread: creators.unread, belongs: creators.belongs, asked: server.asked };
}

describe('who creates the pods of a Service', () => {
  it('is found without any request among the common kinds', async () => {
    const deployment = {
      metadata: { namespace: 'shop', name: 'web' },
      spec: { replicas: 0, template: template({ app: 'web' }) },
    };
    const { found: creators, asked } = await found({}, new Map([[kinds.deployments, [deployment]]]));
    expect(creators).to.deep.equal([{ name: 'deployment shop/web', idle: 'deployment shop/web is scaled to zero' }]);
    expect(asked).to.deep.equal([]);
  });

  it('is also who has taken over from a Deployment at zero', async () => {
    const deployment = {
      metadata: { namespace: 'shop', name: 'web', uid: 'u-3' },
      spec: { replicas: 0, template: template({ app: 'web' }) },
    };
    const own = {
      ...replicaSet(2),
      metadata: {
        ...replicaSet(2).metadata,
        name: 'web-old',
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'u-3', controller: true }],
      },
    };
    const listed = new Map<unknown, object[]>([
      [kinds.deployments, [deployment]],
      [kinds.replicaSets, [replicaSet(2), replicaSet(0), own]],
    ]);
    expect((await found({}, listed)).found).to.deep.equal([
      { name: 'deployment shop/web', idle: 'deployment shop/web is scaled to zero' },
      { name: 'replicaset shop/web-6d9f7', idle: undefined },
    ]);
  });

  for (const [replicas, app, creators] of [
    [0, 'web', [{ name: 'rollout shop/web', idle: 'rollout shop/web is scaled to zero' }]],
    [2, 'web', [{ name: 'rollout shop/web', idle: undefined }]],
    [0, 'other', []],
  ] as const)
    it(`may be of any kind that can be scaled: ${replicas} replicas of ${app}`, async () => {
      const one = rollout({ replicas, template: template({ app }) });
      expect((await found({ [ROLLOUTS]: listOf('1', [one]) })).found).to.deep.equal(creators);
    });

  it('is asked for its scale where its manifest says neither replicas nor labels', async () => {
    // Zero replicas are left out.
    const scale = { spec: {}, status: { selector: 'app=web,tier!=db' } };
    const routes = { [ROLLOUTS]: listOf('1', [rollout({})]), [`${ROLLOUTS}/web/scale`]: { body: scale } };
    expect((await found(routes)).found).to.deep.equal([
      { name: 'rollout shop/web', idle: 'rollout shop/web is scaled to zero' },
    ]);
  });

  it('is told when it may not be read', async () => {
    const { found: creators, unread } = await found({ [ROLLOUTS]: refusal(403, ROLLOUTS) });
    expect(creators).to.deep.equal([]);
    expect(unread).to.have.lengthOf(1);
    expect(unread[0]).to.match(/^rollouts\.argoproj\.io may not be read: /);
  });

  it('is told when its kind cannot be listed, as where its conversion webhook is gone', async () => {
    const { found: creators, unread } = await found({ [ROLLOUTS]: refusal(500, ROLLOUTS) });
    expect(creators).to.deep.equal([]);
    expect(unread).to.have.lengthOf(1);
    expect(unread[0]).to.match(/^rollouts\.argoproj\.io could not be read: 500 /);
  });

  describe('through a ReplicaSet at zero of another owner', () => {
    const hash = { 'rollouts-pod-template-hash': '6d9f7' };
    const old = new Map([[kinds.replicaSets, [replicaSet(0)]]]);
    const of = async (replicas: number) =>
      (await found({ [ROLLOUTS]: listOf('1', [rollout({ replicas, template: template({ app: 'web' }) })]) }, old, hash))
        .found;

    it('wants none where the owner is at zero', async () => {
      expect(await of(0)).to.deep.equal([
        {
          name: 'replicaset shop/web-6d9f7',
          idle: 'replicaset shop/web-6d9f7 is scaled to zero by rollout shop/web',
        },
      ]);
    });

    it('is an old revision where the owner has pods', async () => {
      expect(await of(3)).to.deep.equal([
        { name: 'replicaset shop/web-6d9f7, an older revision of rollout shop/web', idle: undefined },
      ]);
    });

    it('is not known where the owner may not be read', async () => {
      const { found: creators, unread } = await found({ [ROLLOUTS]: refusal(403, ROLLOUTS) }, old, hash);
      expect(creators).to.deep.equal([]);
      expect(unread[0]).to.equal('replicaset shop/web-6d9f7 belongs to rollout web, which is not known');
      expect(unread[1]).to.match(/^rollouts\.argoproj\.io may not be read: /);
    });
  });

  it('may number its pods as a StatefulSet does', async () => {
    const pod = (name: string) => ({ 'statefulset.kubernetes.io/pod-name': name });
    const of = async (replicas: number, name: string, more: object = {}) => {
      const one = rollout({ replicas, template: template({ app: 'web' }), ...more });
      return (await found({ [ROLLOUTS]: listOf('1', [one]) }, new Map(), { app: undefined, ...pod(name) })).found;
    };
    expect(await of(0, 'web-0')).to.deep.equal([
      { name: 'rollout shop/web', idle: 'rollout shop/web is scaled to zero' },
    ]);
    expect(await of(2, 'web-2')).to.deep.equal([
      { name: 'rollout shop/web', idle: 'rollout shop/web is scaled to 2: it has no pod web-2' },
    ]);
    expect(await of(2, 'web-1')).to.deep.equal([{ name: 'rollout shop/web', idle: undefined }]);
    expect(await of(2, 'web-2', { reserveOrdinals: [0] })).to.deep.equal([
      { name: 'rollout shop/web', idle: undefined },
    ]);
    expect(await of(0, 'db-0')).to.deep.equal([]);
  });

  it('is also of another kind where a CronJob makes pods with the same labels', async () => {
    const cronJob = {
      metadata: { namespace: 'shop', name: 'night', uid: 'j-1' },
      spec: { jobTemplate: { spec: { template: template({ app: 'web' }) } } },
    };
    const one = rollout({ replicas: 2, template: template({ app: 'web' }) });
    const listed = new Map<unknown, object[]>([[kinds.cronJobs, [cronJob]]]);
    expect((await found({ [ROLLOUTS]: listOf('1', [one]) }, listed)).found).to.deep.equal([
      { name: 'cronjob shop/night', idle: 'cronjob shop/night is between two runs' },
      { name: 'rollout shop/web', idle: undefined },
    ]);
  });

  it('is told when its scale may not be read, and it has no labels otherwise', async () => {
    const scale = `${ROLLOUTS}/web/scale`;
    const routes = { [ROLLOUTS]: listOf('1', [rollout({ replicas: 2 })]), [scale]: refusal(403, scale) };
    expect((await found(routes)).unread).to.deep.equal([
      'missing permission: get rollouts.argoproj.io --subresource=scale -n shop',
    ]);
  });

  it('is one object with several templates, of which each has labels of its own', async () => {
    const own = { template: { ...template({ app: 'web' }), spec: {} } };
    const one = rollout({ replicas: 0, leader: { template: { ...template({ app: 'lead' }), spec: {} } }, worker: own });
    const volumes = { volumeClaimTemplates: [{ ...template({ app: 'web' }), spec: {} }], replicas: 0 };
    expect((await found({ [ROLLOUTS]: listOf('1', [one]) })).found).to.deep.equal([
      { name: 'rollout shop/web', idle: 'rollout shop/web is scaled to zero' },
    ]);
    expect((await found({ [ROLLOUTS]: listOf('1', [rollout(volumes)]) })).found).to.deep.equal([]);
  });
});

describe('a Service of which nobody creates the pods', () => {
  const CLUSTERS = '/apis/postgresql.cnpg.io/v1/namespaces/shop/clusters';
  const routes = (annotations: object, spec: object = { instances: 3 }): Record<string, Reply> => ({
    '/apis': {
      body: { groups: [{ name: 'postgresql.cnpg.io', versions: [{ version: 'v1' }] }] },
    },
    '/apis/postgresql.cnpg.io/v1': {
      body: {
        resources: [
          resource('clusters', 'Cluster', ['list']),
          resource('clusters/scale', 'Scale', ['get']),
          resource('backups', 'Backup', ['list']),
        ],
      },
    },
    [CLUSTERS]: listOf('1', [{ metadata: { namespace: 'shop', name: 'db', uid: 'c-1', annotations }, spec }]),
    [`${CLUSTERS}/db/scale`]: { body: { spec: { replicas: 3 }, status: {} } },
    '/apis/postgresql.cnpg.io/v1/namespaces/shop/backups': listOf('1', [
      { metadata: { namespace: 'shop', name: 'night', uid: 'b-1' }, status: { phase: 'completed' } },
    ]),
  });
  const owner = (kind: string, name: string, uid: string): Owner => ({
    apiVersion: 'postgresql.cnpg.io/v1',
    ...{ kind, name, uid },
  });
  const hibernated = { 'cnpg.io/hibernation': 'on' };
  const belongs = async (of: Record<string, Reply>, owners: readonly Owner[], more: object = {}) =>
    (await found(of, new Map(), more, owners)).belongs;
  const STOPPED = 'cluster shop/db is stopped (annotation cnpg.io/hibernation: on)';

  it('belongs to its owner, which may be stopped', async () => {
    expect(await belongs(routes(hibernated), [owner('Cluster', 'db', 'c-1')])).to.deep.equal({ idle: STOPPED });
    expect(await belongs(routes({}), [owner('Cluster', 'db', 'c-1')])).to.deep.equal({ wants: 'cluster shop/db' });
  });

  it('belongs to the object of an operator whose name its selector has, in a label of the operator', async () => {
    expect(await belongs(routes(hibernated), [], { 'cnpg.io/cluster': 'db' })).to.deep.equal({ idle: STOPPED });
    expect(await belongs(routes(hibernated), [], { 'cnpg.io/cluster': 'other' })).to.equal(undefined);
    expect(await belongs(routes(hibernated), [], { 'example.com/cluster': 'db' })).to.equal(undefined);
    expect(await belongs(routes(hibernated), [], { cluster: 'db' })).to.equal(undefined);
  });

  it('belongs to an owner of any kind, though nothing may say whether that should have pods', async () => {
    expect(await belongs(routes({}), [owner('Backup', 'night', 'b-1')])).to.deep.equal({
      unknown: 'whether backup shop/night, to which it belongs, should have pods now is not known',
    });
    expect(await belongs(routes({}), [owner('Backup', 'gone', 'b-2')])).to.equal(undefined);
    const backups = '/apis/postgresql.cnpg.io/v1/namespaces/shop/backups';
    const unread = await belongs({ ...routes({}), [backups]: refusal(403, backups) }, [
      owner('Backup', 'night', 'b-1'),
    ]);
    expect(unread?.unknown).to.match(/^backups\.postgresql\.cnpg\.io may not be read: 403/);
  });

  it('belongs to a workload or a pod, which may have ended', async () => {
    const deployment = {
      metadata: { namespace: 'shop', name: 'api', uid: 'd-1' },
      spec: { replicas: 0, template: template({ app: 'api' }) },
    };
    const listed = new Map<unknown, object[]>([[kinds.deployments, [deployment]]]);
    const its: Owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api', uid: 'd-1' };
    expect((await found({}, listed, {}, [its])).belongs).to.deep.equal({
      idle: 'deployment shop/api is scaled to zero',
    });
    const driver: Owner = { apiVersion: 'v1', kind: 'Pod', name: 'driver', uid: 'p-1' };
    const pods = (phase: string) => ({
      '/api/v1/namespaces/shop/pods': listOf('1', [{ metadata: { name: 'driver', uid: 'p-1' }, status: { phase } }]),
    });
    expect((await found(pods('Succeeded'), new Map(), {}, [driver])).belongs).to.deep.equal({
      idle: 'pod shop/driver has ended (Succeeded)',
    });
    expect((await found(pods('Running'), new Map(), {}, [driver])).belongs).to.deep.equal({ wants: 'pod shop/driver' });
  });
});
