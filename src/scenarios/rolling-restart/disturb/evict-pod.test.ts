import { expect } from 'chai';
import { FakeApiServer, listOf, status, type Reply } from '../../../../test/fake-api-server/fake-api-server.ts';
import type { ShakedownError } from '../../../errors/shakedown-error.ts';
import { jumpingClock } from '../../../time/clock.ts';
import { evictPod } from './evict-pod.ts';

const pod = { metadata: { namespace: 'qa', name: 'web-1', labels: { app: 'web' } } };
const path = '/api/v1/namespaces/qa/pods/web-1/eviction';
const TEXT = "Cannot evict pod as it would violate the pod's disruption budget.";
const busy = status(429, 'TooManyRequests', TEXT);
const budget = (name: string, app?: string) => ({
  metadata: { name },
  spec: { selector: app === undefined ? {} : { matchLabels: { app } } },
});

async function evicted(replies: Reply[], budgets: object[] = []) {
  await using api = await FakeApiServer.start({
    routes: {
      [path]: replies,
      '/apis/policy/v1/namespaces/qa/poddisruptionbudgets': [listOf('1', budgets)],
    },
  });
  const door = api.door({ clock: jumpingClock() });
  const error = await evictPod(door, pod, new AbortController().signal).catch((thrown: unknown) => thrown);
  await door.close();
  return { error: error as ShakedownError | undefined, asked: api.requests.filter(({ url }) => url === path) };
}

describe('A pod of an app', () => {
  it('is evicted through the API that honours budgets, and again while one refuses', async () => {
    const { error, asked } = await evicted([busy, busy, { status: 201, body: {} }]);
    expect(error).to.equal(undefined);
    expect(asked).to.have.lengthOf(3);
    expect(JSON.parse(asked[0]?.body ?? '')).to.deep.equal({
      ...{ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { namespace: 'qa', name: 'web-1' } },
    });
  });

  it('is not evicted when a budget always refuses it, which is named', async () => {
    const { error } = await evicted([busy], [budget('other', 'shop'), budget('keep-all')]);
    expect(error).to.include({
      code: 'EVICTION_REFUSED',
      meaning: 'cluster',
      seen: 'poddisruptionbudget qa/keep-all allows no pod to be evicted although all are ready: no drain of a node ends',
      todo: 'kubectl -n qa describe poddisruptionbudget keep-all',
    });
  });

  it('is not evicted when several budgets select it, or an unknown one refuses', async () => {
    const several = status(
      500,
      'InternalError',
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
    const { error } = await evicted([several], [budget('a', 'web'), budget('b')]);
    expect(error?.seen).to.equal(
      'pod web-1 cannot be evicted: poddisruptionbudgets a, b in qa select it, and only one may',
    );
    const unknown = await evicted([busy]);
    expect(unknown.error?.seen).to.equal(`pod web-1 cannot be evicted: 429 TooManyRequests: ${TEXT}`);
  });

  it('is evicted when the API server fails for a while, and when the answer to its eviction was lost', async () => {
    const down = status(503, 'ServiceUnavailable', 'the API server is starting');
    const gone = status(404, 'NotFound', 'pods "web-1" not found', { kind: 'pods', name: 'web-1' });
    expect((await evicted([...Array<Reply>(20).fill(down), { status: 201, body: {} }])).error).to.equal(undefined);
    expect((await evicted([down, gone])).error).to.equal(undefined);
    expect((await evicted([down])).error).to.include({ code: 'CLUSTER_UNAVAILABLE' });
  });

  it('is an error of the call otherwise', async () => {
    const { error } = await evicted([status(403, 'Forbidden', 'no')]);
    expect(error).to.include({ code: 'CLUSTER_FORBIDDEN' });
  });
});
