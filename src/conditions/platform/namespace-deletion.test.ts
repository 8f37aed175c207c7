import { expect } from 'chai';
import { FakeApiServer, listOf } from '../../../test/fake-api-server/fake-api-server.ts';
import type { Pod } from '../../cluster/kinds/kinds.ts';
import type { Look } from '../waiting/condition.ts';
import { judgeNamespaceDeletion, namespaceDeletion, type NamespaceSeen } from './namespace-deletion.ts';

const since = '2026-11-28T02:00:00Z';
/** As the namespace controller of Kubernetes 1.36 writes it. */
const messages: Readonly<Record<string, string>> = {
  NamespaceDeletionDiscoveryFailure:
    'Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: stale',
  NamespaceContentRemaining:
    'Some resources are remaining: configmaps. has 1 resource instances, pods. has 2 resource instances',
  NamespaceFinalizersRemaining:
    'Some content in the namespace has finalizers remaining: example.com/stuck in 1 resource instances',
};
const deleted = (types: readonly string[], more: object = {}) =>
  ({
    metadata: { name: 'shop', deletionTimestamp: since },
    spec: { finalizers: ['kubernetes'] },
    status: {
      phase: 'Terminating',
      conditions: [
        { type: 'NamespaceDeletionContentFailure', status: 'False', message: 'All content successfully deleted' },
        ...types.map((type) => ({ type, status: 'True', message: messages[type] })),
      ],
    },
    ...more,
  }) as unknown as NonNullable<NamespaceSeen['namespace']>;
const pod = (deletionTimestamp: string, more: object = {}) =>
  ({
    metadata: { namespace: 'shop', name: 'web-1', deletionTimestamp, ...more },
    spec: { nodeName: 'n1' },
  }) as unknown as Pod;
const date = new Date('2026-11-28T02:05:00Z');
const judge = (types: readonly string[], more: Partial<NamespaceSeen> = {}) =>
  judgeNamespaceDeletion({ namespace: deleted(types), date, ...more });
const held = ['NamespaceContentRemaining', 'NamespaceFinalizersRemaining'];

describe('A namespace that is being deleted', () => {
  it('has gone when it does not exist any more', () => {
    expect(judgeNamespaceDeletion({ namespace: undefined, date })).to.deep.equal({ state: 'ready' });
  });

  it('is not judged when another one of its name was created since', () => {
    expect(judgeNamespaceDeletion({ namespace: { metadata: { name: 'shop' } }, date }).state).to.equal(
      'does not apply',
    );
  });

  for (const [what, seen, reason] of [
    [
      'a finalizer holds',
      { namespace: deleted(held) },
      `${messages['NamespaceFinalizersRemaining']}; ${messages['NamespaceContentRemaining']}`,
    ],
    [
      'an API that is not available holds',
      { namespace: deleted(['NamespaceDeletionDiscoveryFailure']) },
      messages['NamespaceDeletionDiscoveryFailure'],
    ],
    ['a pod holds', { pods: [pod(since)] }, '1 pod left, one is web-1 on node n1'],
    [
      'a pod with a finalizer holds',
      { pods: [pod(since, { finalizers: ['example.com/job'] }), pod(since)] },
      '2 pods left, one is web-1 on node n1, held by example.com/job',
    ],
    [
      'finalizers of its own hold',
      {
        namespace: deleted([], {
          metadata: { name: 'shop', deletionTimestamp: since, finalizers: ['example.com/own'] },
          spec: { finalizers: ['example.com/spec'] },
        }),
      },
      'it is held by example.com/own, example.com/spec',
    ],
    [
      'is empty for long',
      { date: new Date('2026-11-28T02:10:00Z') },
      'nothing is left in it, and its controller does not end it: does kube-controller-manager run?',
    ],
  ] as const)
    it(`that ${what} is told with it`, () => {
      expect(judge([], seen)).to.deep.equal({
        state: 'not yet',
        reason: `it is being deleted since ${since}, and does not go: ${reason}`,
        stuckSince: since,
      });
    });

  it('is not judged while less and less is left, a pod has time to end, or its controller may be between two looks', () => {
    expect(judge(held, { moves: true })).to.include({ isUnjudged: true });
    expect(judge(held, { pods: [pod(since), pod('2026-11-28T02:05:01Z')] })).to.deep.include({
      isUnjudged: true,
      reason: `it is being deleted since ${since}; pod web-1 still has time to end`,
    });
    expect(judge([])).to.deep.include({
      isUnjudged: true,
      reason: `it is being deleted since ${since}, and nothing is left: its controller has not come back to it yet`,
    });
  });

  it('moves for a minute after something went', async () => {
    await using server = await FakeApiServer.start({
      routes: { '/api/v1/namespaces/shop/pods': [listOf('9', [pod('2026-11-28T02:09:00Z')])] },
    });
    const cluster = server.door();
    const wait = {};
    const read = (remaining: number | undefined, date: string, why = false) => {
      const message = `Some resources are remaining: pods. has ${remaining} resource instances`;
      const conditions =
        remaining === undefined ? [] : [{ type: 'NamespaceContentRemaining', status: 'True', message }];
      const look = {
        ...{ cluster, wait, why, first: false, date: new Date(date), signal: new AbortController().signal },
        get: () => Promise.resolve(deleted([], { status: { conditions } })),
      } as unknown as Look;
      return namespaceDeletion('shop').ends().read(look);
    };
    expect(await read(undefined, '2026-11-28T02:10:00Z')).to.include({ moves: false });
    expect(await read(3, '2026-11-28T02:10:00Z')).to.include({ moves: false });
    expect(await read(2, '2026-11-28T02:10:10Z')).to.include({ moves: true });
    expect(await read(2, '2026-11-28T02:11:00Z')).to.include({ moves: true });
    expect(await read(2, '2026-11-28T02:11:10Z')).to.deep.include({ moves: false, pods: [] });
    expect((await read(2, '2026-11-28T02:11:10Z', true)).pods).to.have.length(1);
    await cluster.close();
  });
});
