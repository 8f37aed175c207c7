import { expect } from 'chai';
import { FakeApiServer, type Reply, status } from '../../test/fake-api-server/fake-api-server.ts';
import { kinds } from '../cluster/kinds/kinds.ts';
import { configSchema } from '../config/schema.ts';
import type { ShakedownError } from '../errors/shakedown-error.ts';
import { jumpingClock } from '../time/clock.ts';
import { makeObjects } from './objects.ts';

const { signal } = new AbortController();
const note = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'suite', name: 'note' } };
const meta = (run: string) => ({
  namespace: 'suite',
  name: 'note',
  uid: 'u1',
  labels: { 'app.kubernetes.io/managed-by': 'shakedown', 'shakedown/run': run },
});
const taken = status(409, 'AlreadyExists', 'configmaps "note" already exists', { name: 'note' });
const down = status(503, 'ServiceUnavailable', 'etcdserver: leader changed');

async function creating(posts: Reply[], gets: Reply[] = [{ body: { metadata: meta('r1') } }], places: Reply[] = []) {
  await using server = await FakeApiServer.start({
    routes: {
      '/api/v1/namespaces/suite': [...places, { body: { metadata: { name: 'suite' } } }],
      '/api/v1/namespaces/suite/configmaps': posts,
      '/api/v1/namespaces/suite/configmaps/note': gets,
    },
  });
  const cluster = server.door({ clock: jumpingClock() });
  const objects = makeObjects({ cluster, config: configSchema.parse({}), runId: 'r1' });
  try {
    const made = await objects.create(kinds.configMaps, note, signal).catch((error: ShakedownError) => error);
    const posts = server.asked.filter((asked) => asked.startsWith('POST')).length;
    return made instanceof Error ? { made: made.message, meaning: made.meaning, posts } : { made, posts };
  } finally {
    await cluster.close();
  }
}

describe('what a run creates', () => {
  for (const [what, trouble] of [
    ['with a cut connection', 'cut'],
    ['that answers 503', down],
    ['that answers 500', status(500, 'InternalError', 'etcd: request timed out')],
  ] as const)
    it(`is created although the API server, ${what}, fails the first attempts`, async () => {
      const { made, posts } = await creating([trouble, trouble, trouble, { body: { metadata: meta('r1') } }]);
      expect(made).to.deep.equal({ metadata: meta('r1') });
      expect(posts).to.equal(4);
    });

  it('is what the first attempt created when only its answer was lost', async () => {
    const { made, posts } = await creating(['cut', taken]);
    expect(made).to.deep.equal({ metadata: meta('r1') });
    expect(posts).to.equal(2);
  });

  it('is created although its namespace cannot be read for longer than a call is repeated', async () => {
    const { made } = await creating([{ body: { metadata: meta('r1') } }], [], Array<Reply>(20).fill(down));
    expect(made).to.deep.equal({ metadata: meta('r1') });
  });

  it('is not created when the API server fails for longer than a rollout may take, and the error has the server’s message', async () => {
    const { made } = await creating([down]);
    expect(made).to.match(
      /^WAIT_TOO_LONG: nothing: the API server failed every look\n.*503 ServiceUnavailable: etcdserver: leader changed/,
    );
  });

  it('is refused at once when it is refused permanently', async () => {
    const { made, posts } = await creating([status(403, 'Forbidden', 'exceeded quota: small')]);
    expect(made).to.match(
      /^CLUSTER_FORBIDDEN: 403 Forbidden: exceeded.*\n {2}expected: to create configMap suite\/note/,
    );
    expect(posts).to.equal(1);
  });

  it('is refused where somebody else has an object of that name: no fault of the suite', async () => {
    const { made, meaning } = await creating([taken], [{ body: { metadata: { ...meta('r1'), labels: {} } } }]);
    expect(made).to.equal(
      'OBJECT_NAME_TAKEN: an object that the suite did not create\n' +
        '  expected: configMap suite/note to be free for the suite\n' +
        '  do:       remove or rename it, or give the suite other namespaces: namespaces.suite, namespaces.workloads',
    );
    expect(meaning).to.equal('infrastructure');
  });

  it('is refused where its namespace does not exist and may not be created: no fault of the suite', async () => {
    await using server = await FakeApiServer.start({
      routes: {
        '/api/v1/namespaces/suite': [status(404, 'NotFound', 'namespaces "suite" not found', { name: 'suite' })],
        '/api/v1/namespaces': [status(403, 'Forbidden', 'User "ann" cannot create namespaces')],
      },
    });
    const cluster = server.door({ clock: jumpingClock() });
    const objects = makeObjects({ cluster, config: configSchema.parse({}), runId: 'r1' });
    const error = await objects.create(kinds.configMaps, note, signal).catch((thrown: unknown) => thrown);
    await cluster.close();
    expect((error as Error).message).to.equal(
      'NAMESPACE_MISSING: neither\n' +
        '  expected: namespace suite to exist, or the permission to create it\n' +
        '  do:       kubectl create namespace suite, or apply what shakedown plugin --rbac prints',
    );
    expect(error).to.have.property('meaning', 'infrastructure');
  });

  it('does not expire while the run may continue, by the time of the API server', async () => {
    const date = new Date('2026-03-01T12:00:00Z');
    await using server = await FakeApiServer.start({
      routes: {
        '/version': [{ headers: { date: date.toUTCString() }, body: {} }],
        '/api/v1/namespaces/suite': [{ headers: { date: date.toUTCString() }, body: { metadata: { name: 'suite' } } }],
      },
    });
    const cluster = server.door({ clock: jumpingClock() });
    await cluster.raw('/version');
    const config = configSchema.parse({ run: { deadline: '3h' }, objects: { timeToLive: '2h' } });
    const { metadata } = makeObjects({ cluster, config, runId: 'r1' }).withDefaults(note);
    expect(metadata.annotations).to.deep.equal({ 'shakedown/expires': '2026-03-01T15:10:00.500Z' });
    await cluster.close();
  });
});
