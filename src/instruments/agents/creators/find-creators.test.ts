import { expect } from 'chai';
import { FakeApiServer, listOf, refusal, type Reply } from '../../../../test/fake-api-server/fake-api-server.ts';
import { jumpingClock } from '../../../time/clock.ts';
import { kinds } from '../../../cluster/kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { findCreators } from './find-creators.ts';

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
async function found(routes: Record<string, Reply>, listed: Map<unknown, object[]> = new Map(), more: object = {}) {
  await using server = await FakeApiServer.start({ routes: { ...served, ...routes } });
  const cluster = server.door({ clock: jumpingClock() });
  const list = async (kind: unknown) => listed.get(kind) ?? [];
  const look = { cluster, why: true, list } as unknown as Look;
  const selector = { app: 'web', ...more };
  const creators = await findCreators(look, 'shop', selector);
  await cluster.close();
  const short = creators.found.map(({ name, idle }) => ({ name, idle: idle(selector) }));
  return { found: short, unread: creators.unread, asked: server.asked };
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
});
