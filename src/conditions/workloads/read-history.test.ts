import { expect } from 'chai';
import { FakeApiServer, listOf } from '../../../test/fake-api-server/fake-api-server.ts';
import { jumpingClock } from '../../time/clock.ts';
import type { Look } from '../waiting/condition.ts';
import { statefulSet } from './stateful-set.ts';

const BEGAN = Date.parse('2026-01-01T00:00:00Z');
const PODS = '/api/v1/namespaces/shop/pods';

const pod = (uid: string) => ({
  metadata: {
    ...{ namespace: 'shop', name: 'db-1', uid, resourceVersion: '6', creationTimestamp: '2025-12-31T23:59:50Z' },
    ownerReferences: [{ kind: 'StatefulSet', uid: 'db-uid', controller: true }],
  },
  spec: { nodeName: 'n1' },
  status: { phase: 'Pending' },
});
const db = {
  metadata: { namespace: 'shop', name: 'db', uid: 'db-uid', generation: 1 },
  spec: { replicas: 2 },
  status: { observedGeneration: 1, replicas: 2, readyReplicas: 1, availableReplicas: 1 },
};

describe('The pods of a StatefulSet that is not rolled out', () => {
  it('are read from time to time during the wait, and remembered by their names', async () => {
    await using server = await FakeApiServer.start({
      routes: {
        [PODS]: ['a', 'b', 'c'].map((uid) => listOf('9', [pod(uid)])),
        '/api/v1/namespaces/shop/events': [listOf('9', [])],
      },
    });
    const clock = jumpingClock(new Date(BEGAN));
    const cluster = server.door({ clock });
    const { signal } = new AbortController();
    const wait = {};
    const read = async (seconds: number, which: Partial<Look> = {}) => {
      await clock.sleep(seconds * 1_000 - clock.now());
      const date = new Date(BEGAN + seconds * 1_000);
      const look: Look = {
        ...{ cluster, signal, date, wait, began: new Date(BEGAN), why: false, first: false, last: false },
        ...{ get: async () => db as never, list: async () => [] },
        ...which,
      };
      return (await statefulSet({ namespace: 'shop', name: 'db' }).hasDesiredReplicas().read(look)).evidence;
    };
    const lists = () => server.requests.filter(({ url }) => url.startsWith(PODS)).length;

    await read(0, { first: true });
    await read(10);
    expect(lists()).to.equal(1);
    const later = await read(25);
    expect([lists(), later.pods]).to.deep.equal([2, []]);
    await read(30);
    expect(lists()).to.equal(2);
    const { history } = await read(60, { why: true, last: true });
    const since = Date.parse('2025-12-31T23:59:50Z');
    expect([...(history?.troubled ?? [])]).to.deep.equal([['pod db-1', { since, pods: new Set(['a', 'b', 'c']) }]]);
    // Another wait for the same StatefulSet begins anew.
    expect((await read(90, { wait: {} })).history).to.equal(undefined);
    await cluster.close();
  });
});
