import { expect } from 'chai';
import type { ServerResponse } from 'node:http';
import { openDoor } from '../../../test/fake-api-server/open-door.ts';
import { FakeApiServer, status, type Reply } from '../../../test/fake-api-server/fake-api-server.ts';
import { jumpingClock, systemClock } from '../../time/clock.ts';
import { ClusterError } from '../cluster-error.ts';
import { kinds } from '../kinds/kinds.ts';

const WEB = '/apis/apps/v1/namespaces/shop/deployments/web';
const web = { namespace: 'shop', name: 'web' };
const found = { body: { metadata: { name: 'web' } } };

async function caught(promise: Promise<unknown>): Promise<ClusterError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ClusterError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a call to the API server', () => {
  for (const [what, reply, pause] of [
    ['refused for a moment (429)', { status: 429, headers: { 'retry-after': '3' } }, 3_000],
    ['failed by the server (500)', status(500, 'InternalError', 'etcd is unreachable'), 200],
    ['not served for a moment (503)', { status: 503, body: 'shutting down' }, 200],
    ['cut', 'cut', 200],
  ] as const)
    it(`is repeated when it was ${what}`, async () => {
      const clock = jumpingClock();
      await using server = await FakeApiServer.start({ routes: { [WEB]: [reply, reply, found] } });
      const door = server.door({ clock });
      expect(await door.get(kinds.deployments, web)).to.deep.equal(found.body);
      expect(server.asked).to.deep.equal([`GET ${WEB}`, `GET ${WEB}`, `GET ${WEB}`]);
      expect(door.repeated).to.equal(2);
      expect(clock.now()).to.be.at.least(pause);
      await door.close();
    });

  it('waits as long as the server asks, and no longer', async () => {
    const clock = jumpingClock();
    await using server = await FakeApiServer.start({
      routes: {
        [WEB]: [{ status: 429, headers: { 'retry-after': '4' } }, found],
      },
    });
    const door = server.door({ clock });
    await door.get(kinds.deployments, web);
    expect(clock.now()).to.equal(4_000);
    await door.close();
  });

  it('is repeated when an API server that has just come back has not read the RBAC rules yet', async () => {
    const clock = jumpingClock();
    const forbidden = status(403, 'Forbidden', 'not yet');
    const path = '/api/v1/namespaces/shop/configmaps';
    await using server = await FakeApiServer.start({
      routes: {
        [WEB]: ['cut', forbidden, forbidden, found],
        [path]: [forbidden, found],
      },
    });
    const door = server.door({ clock });
    expect(await door.get(kinds.deployments, web)).to.deep.equal(found.body);
    const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'shop', name: 'a' } };
    expect(await door.create(kinds.configMaps, manifest)).to.deep.equal(found.body);
    expect(door.repeated).to.equal(4);
    // It answers from the refusal on.
    const [outage, ...others] = door.outages;
    expect([outage?.from, others]).to.deep.equal([0, []]);
    expect(outage?.to).to.be.within(100, 200);
    await door.close();
  });

  it('is refused without a repeat half a minute after the API server has come back', async () => {
    const clock = jumpingClock();
    await using server = await FakeApiServer.start({
      routes: { [WEB]: ['cut', found, status(403, 'Forbidden', 'no')] },
    });
    const door = server.door({ clock });
    await door.get(kinds.deployments, web);
    await clock.sleep(30_000);
    const error = await caught(door.get(kinds.deployments, web));
    expect(error).to.include({ code: 'CLUSTER_FORBIDDEN', transient: false });
    expect(door.repeated).to.equal(1);
    await door.close();
  });

  it('fails when 10 s of repeating have not helped', async () => {
    const clock = jumpingClock();
    await using server = await FakeApiServer.start({
      routes: { [WEB]: [status(500, 'InternalError', 'etcd is unreachable')] },
    });
    const door = server.door({ clock });
    const error = await caught(door.get(kinds.deployments, web));
    expect(error.message).to.equal(
      'CLUSTER_UNAVAILABLE: 500 InternalError: etcd is unreachable\n  expected: to get deployment shop/web',
    );
    expect(error.transient).to.equal(true);
    expect(clock.now()).to.be.within(7_000, 10_000);
    expect(door.repeated).to.equal(server.asked.length - 1);
    await door.close();
  });

  it('that creates is not repeated when it may have been done', async () => {
    const path = '/api/v1/namespaces/shop/configmaps';
    await using server = await FakeApiServer.start({ routes: { [path]: ['cut', found] } });
    const door = server.door({ clock: jumpingClock() });
    const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'shop', name: 'a' } };
    const error = await caught(door.create(kinds.configMaps, manifest));
    expect(error.code).to.equal('CLUSTER_UNAVAILABLE');
    expect(server.asked).to.deep.equal([`POST ${path}`]);
    await door.close();
  });

  it('that creates is repeated when it was refused before it was processed', async () => {
    const path = '/api/v1/namespaces/shop/configmaps';
    await using server = await FakeApiServer.start({ routes: { [path]: [{ status: 429 }, found] } });
    const door = server.door({ clock: jumpingClock() });
    const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'shop', name: 'a' } };
    await door.create(kinds.configMaps, manifest);
    expect(server.asked).to.deep.equal([`POST ${path}`, `POST ${path}`]);
    await door.close();
  });

  it('that hangs ends at its timeout, each attempt separately', async () => {
    await using server = await FakeApiServer.start({ routes: { [WEB]: ['hang', found] } });
    const door = server.door({ clock: jumpingClock(), timeoutMs: 50 });
    expect(await door.get(kinds.deployments, web)).to.deep.equal(found.body);
    await door.close();
  });

  it('with an answer that stops in the middle ends at its timeout', async () => {
    await using server = await FakeApiServer.start({
      routes: {
        [WEB]: [(_, response) => void response.writeHead(200).write('{"metadata":'), found],
      },
    });
    const door = server.door({ clock: jumpingClock(), timeoutMs: 50 });
    expect(await door.get(kinds.deployments, web)).to.deep.equal(found.body);
    await door.close();
  });

  it("ends with the caller's own reason when the caller stops it", async () => {
    await using server = await FakeApiServer.start({ routes: { [WEB]: ['hang'] } });
    const door = server.door();
    const stop = new AbortController();
    const call = door.get(kinds.deployments, web, { signal: stop.signal });
    stop.abort(new Error('the check is over'));
    expect(await call.catch((error: Error) => error.message)).to.equal('the check is over');
    await door.close();
  });

  it('that is not authenticated gets new credentials, once', async () => {
    await using server = await FakeApiServer.start({
      routes: { [WEB]: [status(401, 'Unauthorized', 'Unauthorized'), found] },
    });
    const door = server.door({ token: 'secret' });
    expect(await door.get(kinds.deployments, web)).to.deep.equal(found.body);
    expect(server.requests.map(({ headers }) => headers.authorization)).to.deep.equal([
      'Bearer secret',
      'Bearer secret',
    ]);
    await door.close();
  });

  it('that is refused permanently is not repeated, and says which permission is missing', async () => {
    const message = 'deployments.apps "web" is forbidden: User "eve" cannot get resource "deployments"';
    await using server = await FakeApiServer.start({ routes: { [WEB]: [status(403, 'Forbidden', message)] } });
    const door = server.door();
    const error = await caught(door.get(kinds.deployments, web));
    expect(error.message).to.equal(
      `CLUSTER_FORBIDDEN: 403 Forbidden: ${message}\n  expected: to get deployment shop/web\n  do:       kubectl auth can-i get deployments.apps -n shop`,
    );
    expect(server.asked).to.have.length(1);
    await door.close();
  });

  it('to an unreachable server says so', async () => {
    const door = openDoor('http://127.0.0.1:1', { clock: jumpingClock() });
    const error = await caught(door.raw('/version'));
    expect(error.message).to.equal(
      'CLUSTER_UNREACHABLE: http://127.0.0.1:1 cannot be reached (ECONNREFUSED)\n  expected: to get /version\n  do:       check that the cluster is up and that the server in the kubeconfig is the right one',
    );
    await door.close();
  });

  it('is counted by its verb, each attempt', async () => {
    await using server = await FakeApiServer.start({ routes: { [WEB]: ['cut', found], '/version': [{ body: {} }] } });
    const door = server.door({ clock: jumpingClock() });
    await door.raw('/version');
    await door.get(kinds.deployments, web);
    expect(door.requests).to.deep.equal({ RAW: 1, GET: 2 });
    await door.close();
  });

  it('waits in line when 32 others are running, and goes through one connection pool', async () => {
    let most = 0;
    let open = 0;
    const sockets = new Set<unknown>();
    await using server = await FakeApiServer.start({
      routes: {
        '/version': [
          (request, response) => {
            sockets.add(request.socket);
            most = Math.max(most, (open += 1));
            setImmediate(() => {
              open -= 1;
              response.end('{}');
            });
          },
        ],
      },
    });
    const door = server.door();
    await Promise.all(Array.from({ length: 200 }, () => door.raw('/version')));
    expect(most).to.be.within(2, 32);
    // A few more than places: a new request may come before the socket of the last one is free again.
    expect(sockets.size).to.be.below(100);
    await door.close();
  });

  it('notes the time of the API server', async () => {
    const date = new Date('2026-03-01T12:00:00Z');
    await using server = await FakeApiServer.start({
      routes: {
        '/version': [{ headers: { date: date.toUTCString() }, body: {} }],
      },
    });
    const door = server.door({ clock: jumpingClock() });
    expect(door.serverDate()).to.deep.equal(new Date('2026-01-01T00:00:00Z'));
    await door.raw('/version');
    expect(door.serverDate()).to.deep.equal(new Date('2026-03-01T12:00:00.500Z'));
    await door.close();
  });

  it('ignores the time of a machine that answers through the proxy of the API server', async () => {
    const agent = '/api/v1/namespaces/shop/pods/agent:8080/proxy/healthz';
    const metrics = '/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods';
    const elsewhere = { headers: { date: new Date('2026-01-01T00:05:00Z').toUTCString() }, body: {} };
    await using server = await FakeApiServer.start({
      routes: {
        '/version': [{ headers: { date: new Date('2026-01-01T00:00:00Z').toUTCString() }, body: {} }],
        [agent]: [elsewhere],
        [metrics]: [elsewhere],
      },
    });
    const door = server.door({ clock: jumpingClock() });
    await door.raw('/version');
    await door.podProxy({ namespace: 'shop', name: 'agent' }, 8080, '/healthz');
    await door.raw(metrics);
    expect(door.serverDate()).to.deep.equal(new Date('2026-01-01T00:00:00Z'));
    await door.close();
  });

  it('is not held up by pods and kubelets that do not answer', async () => {
    const silent = '/api/v1/namespaces/shop/pods/agent:8080/proxy/tcp';
    const log = '/api/v1/namespaces/shop/pods/agent/log';
    await using server = await FakeApiServer.start({ routes: { [silent]: ['hang'], [log]: ['hang'], [WEB]: [found] } });
    const door = server.door();
    const stop = new AbortController();
    const agent = { namespace: 'shop', name: 'agent' };
    const { signal } = stop;
    const hanging = Array.from({ length: 40 }, () => [
      door.podProxy(agent, 8080, '/tcp', { signal }),
      door.logs(agent, { signal }),
    ]).flat();
    const ended = Promise.allSettled(hanging);
    expect(await door.get(kinds.deployments, web)).to.deep.equal(found.body);
    stop.abort();
    await ended;
    await door.close();
  });

  it('may be many at a time to pods that answer slowly by design, and are few to others', async () => {
    const paths = ['/slow', '/other'].map((path) => `/api/v1/namespaces/shop/pods/agent%3A8080/proxy${path}`);
    await using server = await FakeApiServer.start({ routes: Object.fromEntries(paths.map((path) => [path, 'hang'])) });
    const door = server.door();
    const stop = new AbortController();
    const agent = { namespace: 'shop', name: 'agent' };
    const { signal } = stop;
    const hanging = Array.from({ length: 300 }, () => [
      door.podProxy(agent, 8080, '/slow', { signal, isSlow: true }),
      door.podProxy(agent, 8080, '/other', { signal }),
    ]).flat();
    const ended = Promise.allSettled(hanging);
    const arrived = () => paths.map((path) => server.requests.filter(({ url }) => url === path).length);
    while (arrived()[0] !== 256) await systemClock.sleep(10);
    expect(arrived()).to.deep.equal([256, 32]);
    stop.abort();
    await ended;
    await door.close();
  });

  it('may take as long as a large LIST takes on a slow line, but not when nothing arrives any more', async () => {
    const pods = ['a', 'b', 'c'].map((name) => ({ metadata: { name } }));
    const parts = [
      '{"metadata":{},"items":[',
      ...pods.map((pod, at) => `${at > 0 ? ',' : ''}${JSON.stringify(pod)}`),
      ']}',
    ];
    const write = async (response: ServerResponse) => {
      response.writeHead(200);
      for (const part of parts) {
        response.write(part);
        await systemClock.sleep(100);
      }
      response.end();
    };
    const slow: Reply = (_, response) => void write(response);
    const stuck: Reply = (_, response) => void response.writeHead(200).write(parts[0]);
    await using server = await FakeApiServer.start({ routes: { '/api/v1/pods': [slow], '/api/v1/nodes': [stuck] } });
    const door = server.door({ timeoutMs: 400, clock: jumpingClock() });
    expect(await door.list(kinds.pods)).to.deep.equal(pods);
    const error = await caught(door.shared(kinds.nodes).ready());
    expect(error).to.include({ code: 'CLUSTER_TIMEOUT' });
    expect(error.seen).to.equal(`no further part of the answer from ${server.url} within 0.4 s`);
    await door.close();
  });
});
