import { expect } from 'chai';
import { gzipSync } from 'node:zlib';
import { FakeApiServer, type Reply, status } from '../../test/fake-api-server/fake-api-server.ts';
import { jumpingClock } from '../time/clock.ts';
import { ClusterError } from './cluster-error.ts';
import type { Door } from './door.ts';
import { kinds } from './kinds/kinds.ts';

const SHOP = '/apis/apps/v1/namespaces/shop/deployments';
const web = { namespace: 'shop', name: 'web' };
const manifest = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: web, spec: { replicas: 3 } };

/** What went over the wire when something was done. */
async function wire(replies: Record<string, Reply[]>, act: (door: Door) => Promise<unknown>) {
  await using server = await FakeApiServer.start({ routes: replies });
  const door = server.door({ clock: jumpingClock() });
  const result = await act(door).catch((error: unknown) => error);
  await door.close();
  const requests = server.requests.map(({ method, url, headers, body }) => ({
    method,
    url,
    type: headers['content-type'],
    body: body === '' ? undefined : (JSON.parse(body) as unknown),
  }));
  return { result, requests };
}

describe('the door', () => {
  it('applies on the server, under its own name, and keeps fields that no client knows', async () => {
    const unknown = { ...manifest, spec: { replicas: 3, fromTheFuture: true } };
    const { requests } = await wire({ [`${SHOP}/web`]: [{ body: unknown }] }, (door) =>
      door.apply(kinds.deployments, unknown),
    );
    expect(requests).to.deep.equal([
      {
        method: 'PATCH',
        url: `${SHOP}/web?fieldManager=shakedown&force=true`,
        type: 'application/apply-patch+yaml',
        body: unknown,
      },
    ]);
  });

  it('only asks what would happen in a dry run', async () => {
    const { requests } = await wire(
      { [SHOP]: [{ body: manifest }], [`${SHOP}/web`]: [{ body: manifest }] },
      async (door) => {
        await door.create(kinds.deployments, manifest, { dryRun: true });
        await door.apply(kinds.deployments, manifest, { dryRun: true });
      },
    );
    expect(requests.map(({ method, url }) => `${method} ${url}`)).to.deep.equal([
      `POST ${SHOP}?fieldManager=shakedown&dryRun=All`,
      `PATCH ${SHOP}/web?fieldManager=shakedown&force=true&dryRun=All`,
    ]);
  });

  it('patches subresources by merging', async () => {
    const { requests } = await wire({ [`${SHOP}/web/scale`]: [{ body: {} }] }, (door) =>
      door.patch(kinds.deployments, web, { spec: { replicas: 6 } }, { subresource: 'scale' }),
    );
    expect(requests).to.deep.equal([
      {
        method: 'PATCH',
        url: `${SHOP}/web/scale?fieldManager=shakedown`,
        type: 'application/merge-patch+json',
        body: { spec: { replicas: 6 } },
      },
    ]);
  });

  it('deletes what it means, with all that belongs to it', async () => {
    const { requests } = await wire({ [`${SHOP}/web`]: [{ body: {} }] }, (door) =>
      door.delete(kinds.deployments, web, { uid: 'u1', gracePeriodSeconds: 0 }),
    );
    expect(requests[0]).to.deep.include({
      method: 'DELETE',
      body: {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        propagationPolicy: 'Background',
        gracePeriodSeconds: 0,
        preconditions: { uid: 'u1' },
      },
    });
  });

  it('accepts that an object is deleted already, but not that its kind is not served', async () => {
    const notFound = status(404, 'NotFound', 'deployments.apps "web" not found', { name: 'web' });
    const gone = await wire({ [`${SHOP}/web`]: [notFound] }, (door) => door.delete(kinds.deployments, web));
    expect(gone.result).to.equal(undefined);
    const unknown = await wire({}, (door) => door.delete(kinds.deployments, web));
    expect(unknown.result).to.be.instanceOf(ClusterError).and.include({ code: 'CLUSTER_NO_SUCH_KIND' });
  });

  it('deletes again when the connection was cut', async () => {
    const { requests } = await wire({ [`${SHOP}/web`]: ['cut', { body: {} }] }, (door) =>
      door.delete(kinds.deployments, web),
    );
    expect(requests).to.have.length(2);
  });

  for (const body of [
    {},
    [],
    'x',
    null,
    { items: 5 },
    { kind: 'Status', items: [] },
    { kind: 'Status', status: 'Success' },
  ])
    it(`takes no other answer for a list without objects: ${JSON.stringify(body)}`, async () => {
      const text = { body: JSON.stringify(body) };
      const { result } = await wire({ [SHOP]: [text] }, (door) => door.list(kinds.deployments, { namespace: 'shop' }));
      expect(result).to.be.instanceOf(ClusterError).and.include({ code: 'CLUSTER_INVALID', transient: false });
      expect((result as ClusterError).seen).to.match(/ answered with something that is not a list$/);
    });

  it('takes a list of Go without items for one without objects', async () => {
    const body = { kind: 'DeploymentList', metadata: {}, items: null };
    const { result } = await wire({ [SHOP]: [{ body }] }, (door) =>
      door.list(kinds.deployments, { namespace: 'shop' }),
    );
    expect(result).to.deep.equal([]);
  });

  for (const body of ['null', '"x"', '{"kind":"Status","status":"Success"}'])
    it(`takes no other answer for an object: ${body}`, async () => {
      const { result } = await wire({ [`${SHOP}/web`]: [{ body }] }, (door) => door.get(kinds.deployments, web));
      expect(result).to.be.instanceOf(ClusterError).and.include({ code: 'CLUSTER_INVALID' });
    });

  it('reads the last lines of a log', async () => {
    const path = '/api/v1/namespaces/shop/pods/web-1/log';
    const { result, requests } = await wire({ [path]: [{ body: 'one\ntwo\n' }] }, (door) =>
      door.logs({ namespace: 'shop', name: 'web-1' }, { container: 'app', tailLines: 5, previous: true }),
    );
    expect(result).to.equal('one\ntwo\n');
    expect(requests[0]?.url).to.equal(`${path}?container=app&tailLines=5&previous=true&limitBytes=1000000`);
  });

  describe('asks a pod through the API server', () => {
    const pod = { namespace: 'shop', name: 'agent-1' };
    const path = '/api/v1/namespaces/shop/pods/agent-1%3A8080/proxy/probe';

    it('and returns the pod’s answer, whatever its status', async () => {
      const { result, requests } = await wire({ [path]: [{ status: 503, body: 'not yet' }] }, (door) =>
        door.podProxy(pod, 8080, '/probe?x=1', { method: 'POST', body: { to: 'dns' } }),
      );
      expect(result).to.deep.equal({ status: 503, body: 'not yet' });
      expect(requests).to.deep.equal([
        { method: 'POST', url: `${path}?x=1`, type: 'application/json', body: { to: 'dns' } },
      ]);
    });

    it('and reports at once when the API server gets no connection to the pod', async () => {
      const message = 'error trying to reach service: dial tcp 10.244.1.7:8080: connect: connection refused';
      const { result, requests } = await wire({ [path]: [status(503, 'ServiceUnavailable', message)] }, (door) =>
        door.podProxy(pod, 8080, '/probe'),
      );
      expect(result).to.include({ code: 'CLUSTER_UNAVAILABLE', transient: true });
      expect((result as Error).message).to.equal(
        `CLUSTER_UNAVAILABLE: 503 ServiceUnavailable: ${message}\n  expected: to reach through the proxy pod shop/agent-1:8080`,
      );
      expect(requests).to.have.length(1);
    });
  });

  it('lists with selectors', async () => {
    const { requests } = await wire(
      { '/api/v1/namespaces/shop/pods': [{ body: { metadata: {}, items: [] } }] },
      (door) =>
        door.list(kinds.pods, { namespace: 'shop', labelSelector: 'app=web', fieldSelector: 'status.phase=Running' }),
    );
    expect(requests[0]?.url).to.equal(
      '/api/v1/namespaces/shop/pods?limit=500&labelSelector=app%3Dweb&fieldSelector=status.phase%3DRunning',
    );
  });

  describe('lists in pages', () => {
    const page = (items: object[], next = ''): Reply => ({
      body: { metadata: { resourceVersion: '1', continue: next }, items },
    });
    const expired = (goOn?: string): Reply => ({
      status: 410,
      body: {
        ...{ kind: 'Status', status: 'Failure', code: 410, reason: 'Expired' },
        message: 'The provided continue parameter is too old',
        metadata: goOn === undefined ? {} : { continue: goOn },
      },
    });
    const listed = async (...replies: Reply[]) => wire({ '/api/v1/pods': replies }, (door) => door.list(kinds.pods));
    const tokens = (requests: readonly { url: string }[]) =>
      requests.map(({ url }) => new URLSearchParams(url.split('?')[1]).get('continue'));

    it('and begins again when the server has forgotten the state of the first', async () => {
      const { result, requests } = await listed(
        page([{ metadata: { name: 'a' } }], 'x'),
        expired('z'),
        page([{ metadata: { name: 'b' } }], 'y'),
        page([{ metadata: { name: 'c' } }]),
      );
      expect(result).to.deep.equal([{ metadata: { name: 'b' } }, { metadata: { name: 'c' } }]);
      expect(tokens(requests)).to.deep.equal([null, 'x', null, 'y']);
    });

    it('and goes on with a newer state when it has forgotten the second one, too: each object comes once', async () => {
      const pod = (uid: string, resourceVersion: string) => ({ metadata: { uid, resourceVersion } });
      const { result, requests } = await listed(
        page([pod('a', '1')], 'x'),
        expired('z'),
        page([pod('a', '2'), pod('b', '1')], 'y'),
        expired('w'),
        page([pod('b', '3'), pod('c', '3')]),
      );
      expect(result).to.deep.equal([pod('a', '2'), pod('b', '3'), pod('c', '3')]);
      expect(tokens(requests)).to.deep.equal([null, 'x', null, 'y', 'w']);
    });
  });

  it('lists nodes without the images that they have, unless these are asked for', async () => {
    const metadata = { name: 'n' };
    const bare = { metadata, status: { phase: 'x' } };
    const node = { metadata, status: { phase: 'x', images: [{ names: ['a'] }] } };
    const routes = {
      '/api/v1/nodes': [{ body: { metadata: {}, items: [node] } }],
      '/api/v1/nodes/n': [{ body: node }],
    };
    const { result } = await wire(routes, async (door) => [
      await door.list(kinds.nodes),
      await door.list(kinds.nodes, {}, { whole: true }),
      await door.get(kinds.nodes, { name: 'n' }),
    ]);
    expect(result).to.deep.equal([[bare], [node], node]);
  });

  it('lists compressed answers, and repeats one that is cut', async () => {
    const whole = gzipSync(JSON.stringify({ metadata: {}, items: [{ metadata: { name: 'a' } }] }));
    const send =
      (body: Buffer): Reply =>
      (_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(body);
      };
    const { result, requests } = await wire({ '/api/v1/pods': [send(whole.subarray(0, 30)), send(whole)] }, (door) =>
      door.list(kinds.pods),
    );
    expect(result).to.deep.equal([{ metadata: { name: 'a' } }]);
    expect(requests).to.have.length(2);
  });
});
