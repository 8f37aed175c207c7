import { expect } from 'chai';
import { FakeApiServer, type Stored } from '../../../test/fake-api-server/fake-api-server.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { jumpingClock } from '../../time/clock.ts';
import { waitUntilDeleted, type DeletionWait } from './wait-until-deleted.ts';

const { signal } = new AbortController();
const SHOP = '/api/v1/namespaces/shop';
const shop = { kind: kinds.namespaces, ref: { name: 'shop' }, uid: 'u1' };
const going = (...conditions: [type: string, status: string][]): Partial<Stored> => ({
  metadata: { name: '', uid: 'u1', deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['example.org/hold'] },
  status: { conditions: conditions.map(([type, status]) => ({ type, status })) },
});
const emptied = going(
  ['NamespaceDeletionDiscoveryFailure', 'True'],
  ['NamespaceDeletionContentFailure', 'False'],
  ['NamespaceContentRemaining', 'False'],
  ['NamespaceFinalizersRemaining', 'False'],
);

describe('The wait for a deletion', () => {
  async function waiting(objects: Record<string, Partial<Stored>>, options: DeletionWait) {
    await using api = await FakeApiServer.start({ objects });
    const clock = jumpingClock();
    const cluster = api.door({ clock });
    try {
      await waitUntilDeleted(cluster, shop, options);
      return { after: clock.now(), writes: api.writes };
    } catch (error) {
      return { error: error as Error, writes: api.writes };
    } finally {
      await cluster.close();
    }
  }

  it('ends when the object does not exist, or another one has its name', async () => {
    expect(await waiting({}, { signal })).to.deep.equal({ after: 0, writes: [] });
    expect(await waiting({ [SHOP]: {} }, { signal })).to.deep.equal({ after: 0, writes: [] });
  });

  it('ends when only an aggregated API keeps an empty namespace, unless its name is needed', async () => {
    expect((await waiting({ [SHOP]: emptied }, { signal })).error).to.equal(undefined);
    const { error } = await waiting({ [SHOP]: emptied }, { signal, emptiedCounts: false, withinMs: 5_000 });
    expect(error).to.include({ code: 'WAIT_TOO_LONG' });
  });

  it('ends after ten minutes: then people have to remove what holds the object', async () => {
    const { error } = await waiting({ [SHOP]: going() }, { signal });
    expect(error?.message).to.match(
      /^WAIT_TOO_LONG: it is being deleted since 2026-01-01T00:00:00Z; held by example\.org\/hold\n +after 10m00s and \d+ looks\n {2}expected: namespace shop is deleted\n {2}do: {7}kubectl get namespaces shop -o yaml$/,
    );
  });

  it('says what holds the object when the deadline of a clean-up is over', async () => {
    await using api = await FakeApiServer.start({ objects: { [SHOP]: going() } });
    const over = new AbortController();
    const cluster = api.door({ clock: { ...jumpingClock(), sleep: async () => over.abort(new Error('over')) } });
    const stays = await waitUntilDeleted(cluster, shop, { deadline: over.signal }).catch((reason: Error) => reason);
    expect((stays as Error).message).to.equal(
      'CLUSTER_OBJECT_STAYS: namespace shop still exists: it is being deleted since 2026-01-01T00:00:00Z; held by example.org/hold\n' +
        '  expected: namespace shop to be deleted\n' +
        '  do:       kubectl get namespaces shop -o yaml, and see its conditions and finalizers',
    );
    await cluster.close();
  });

  it('ends with the reason of the signal', async () => {
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    expect((await waiting({ [SHOP]: going() }, { signal: stop.signal })).error?.message).to.equal('stopped');
  });

  it('deletes pods on nodes that do not report, but only those that belong to the object', async () => {
    const pod = (nodeName: string, labels = {}) => ({ metadata: { name: '', labels }, spec: { nodeName } });
    const objects = {
      [SHOP]: going(),
      '/api/v1/nodes/dead': { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } },
      '/api/v1/nodes/well': { status: { conditions: [{ type: 'Ready', status: 'True' }] } },
      [`${SHOP}/pods/held`]: pod('dead', { app: 'web' }),
      [`${SHOP}/pods/theirs`]: pod('dead'),
      [`${SHOP}/pods/running`]: pod('well', { app: 'web' }),
    };
    const release = { namespace: 'shop', labelSelector: 'app=web' };
    const { writes } = await waiting(objects, { signal, withinMs: 5_000, release });
    expect(writes).to.deep.equal([`DELETE ${SHOP}/pods/held`]);
  });

  it('deletes pods that a virtual node has never taken up', async () => {
    const pod = (nodeName: string, status = {}) => ({ metadata: { name: '' }, spec: { nodeName }, status });
    const ready = { status: { conditions: [{ type: 'Ready', status: 'True' }] } };
    const objects = {
      [SHOP]: going(),
      '/api/v1/nodes/virtual': { metadata: { name: '', labels: { 'liqo.io/type': 'virtual-node' } }, ...ready },
      '/api/v1/nodes/well': ready,
      [`${SHOP}/pods/bound`]: pod('virtual'),
      [`${SHOP}/pods/elsewhere`]: pod('virtual', { containerStatuses: [{ name: 'app' }] }),
      [`${SHOP}/pods/starting`]: pod('well'),
    };
    const { writes } = await waiting(objects, { signal, withinMs: 5_000, release: { namespace: 'shop' } });
    expect(writes).to.deep.equal([`DELETE ${SHOP}/pods/bound`]);
  });

  it('waits for the kubelets where the account may not list the nodes or the pods', async () => {
    await using api = await FakeApiServer.start({
      objects: {
        [SHOP]: going(),
        '/api/v1/nodes/dead': { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } },
      },
    });
    const cluster = api.door({ clock: jumpingClock() });
    for (const path of [`${SHOP}/pods`, '/api/v1/nodes']) {
      api.refusals.set(path, 403);
      const options = { signal, withinMs: 1_000, release: { namespace: 'shop' } };
      const error = await waitUntilDeleted(cluster, shop, options).catch((reason: Error) => reason);
      expect(error).to.include({ code: 'WAIT_TOO_LONG' });
    }
    await cluster.close();
  });
});
