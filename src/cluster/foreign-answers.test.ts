import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { openDoor } from '../../test/fake-api-server/open-door.ts';
import { jumpingClock } from '../time/clock.ts';
import { ClusterError } from './cluster-error.ts';
import type { Door } from './door.ts';
import { kinds } from './kinds/kinds.ts';
import { allResources } from './kinds/served-resources.ts';
import { serverVersion } from './server-version.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const send =
  (status: number, type: string, body: string | Buffer, headers: object = {}): Answer =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': type, ...headers }).end(body);
const json = (body: string, headers: object = {}) => send(200, 'application/json', body, headers);
const bytes =
  (text: string | Buffer): Answer =>
  ({ socket }) =>
    void socket.end(text);
const list = (items: string, metadata = '{"resourceVersion":"1"}') =>
  json(`{"kind":"PodList","metadata":${metadata},"items":[${items}]}`);

/** Answers that no API server gives, each with what is said of it when the version is asked for. */
const answers: readonly (readonly [what: string, answer: Answer, said: RegExp])[] = [
  ['a page with status 200', send(200, 'text/html', '<html>Welcome'), /is not the version of Kubernetes/],
  ['a page said to be JSON', json('<html></html>'), /is not the version of Kubernetes/],
  ['null', json('null'), /is not the version of Kubernetes/],
  ['a number', json('5'), /is not the version of Kubernetes/],
  ['a list in JSON', json('[]'), /is not the version of Kubernetes/],
  ['nothing', json(''), /is not the version of Kubernetes/],
  ['an empty object', json('{}'), /is not the version of Kubernetes/],
  ['a Status where an object is asked for', json('{"kind":"Status","message":7}'), /is not the version/],
  ['an object without metadata', json('{"kind":"Pod"}'), /is not the version/],
  ['an object whose kind is none', json('{"kind":7,"metadata":{}}'), /is not the version/],
  ['truncated JSON', json('{"metadata":{"name":'), /is not the version/],
  ['a list that is cut off', json('{"kind":"PodList","items":[{"metadata":{}},{"meta'), /is not the version/],
  ['a list of broken items', list('{"metadata":{"name":}}'), /is not the version/],
  ['a list of texts', list('"x"'), /is not the version/],
  ['a list of numbers', list('1, null'), /is not the version/],
  ['a list of lists', list('[{}]'), /is not the version/],
  ['a list of objects without metadata', list('{"metadata":7}'), /is not the version/],
  ['a list whose token is no text', list('', '{"continue":{}}'), /is not the version/],
  ['a list that never ends', list('{"metadata":{}}', '{"continue":"again"}'), /is not the version/],
  ['damaged gzip', json('not gzip', { 'content-encoding': 'gzip' }), /is damaged \(Z_DATA_ERROR\)$/],
  ['a compression that nobody asked for', json('xx', { 'content-encoding': 'br' }), /is not the version/],
  [
    'a redirection to a login page',
    send(302, 'text/html', '', { location: 'https://login.example.com/?secret=1' }),
    /redirects to login\.example\.com \(302\), which no API server does$/,
  ],
  ['a redirection to itself', send(301, 'text/html', '', { location: '/login' }), /redirects \(301\), which no/],
  ['407 of a proxy', send(407, 'text/html', '<html>'), /wants a user name and a password \(407\)$/],
  ['511 of a hotel', send(511, 'text/html', '<html>'), /the network wants a sign-in first \(511\)$/],
  ['403 of a firewall', send(403, 'text/html', '<html>blocked'), /answered 403 with a page for people$/],
  ['404 of a web server', send(404, 'text/html; charset=utf-8', '<html>'), /answered 404 with a page for people$/],
  ['404 in plain text', send(404, 'text/plain', 'no such page'), /answered with 404 to \/version$/],
  ['502 of a load balancer', send(502, 'text/html', '<html>bad gateway'), /^502$/],
  [
    '400 at a port with TLS',
    send(400, 'text/plain', 'Client sent an HTTP request to an HTTPS server.\n'),
    /answers only with TLS \(400\)$/,
  ],
  ['status 999', bytes('HTTP/1.1 999 Hm\r\ncontent-length: 0\r\n\r\n'), /answered 999, which no API server does$/],
  ['status 101', bytes('HTTP/1.1 101 Switching Protocols\r\n\r\n'), /failed in a way that is not known/],
  ['a status line without a number', bytes('HTTP/1.1 abc OK\r\n\r\n'), /is not HTTP \(HPE_/],
  ['HTTP/0.9', bytes('<html>hello\n'), /is not HTTP \(HPE_/],
  ['SSH', bytes('SSH-2.0-OpenSSH_9.2\r\n'), /is not HTTP \(HPE_/],
  ['an alert of TLS', bytes(Buffer.from([0x15, 3, 1, 0, 2, 2, 0x46])), /is not HTTP \(HPE_/],
  ['a broken chunk', bytes('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nZZZ\r\n'), /is not HTTP \(HPE_/],
  ['headers without an end', bytes(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(100_000)}`), /was cut/],
  ['a body that is too short', bytes('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"k'), /was cut/],
];

const ref = { namespace: 'shop', name: 'a' };
const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: ref };
const asks: Readonly<Record<string, (door: Door) => Promise<unknown>>> = {
  get: (door) => door.get(kinds.pods, ref),
  list: (door) => door.list(kinds.pods),
  'list of nodes': (door) => door.list(kinds.nodes),
  'shared list': (door) => door.shared(kinds.pods).ready(),
  apply: (door) => door.apply(kinds.configMaps, manifest),
  create: (door) => door.create(kinds.configMaps, manifest),
  patch: (door) => door.patch(kinds.configMaps, ref, {}),
  delete: (door) => door.delete(kinds.configMaps, ref),
};
/** What the answers to some requests may be. */
const mayBe = (what: string, ask: string): boolean =>
  (/^a list (of|whose|that never)|kind is none|without metadata|where an object/.test(what) && ask === 'delete') ||
  (/^a list (of|that never)/.test(what) && /^(get|apply|create|patch)$/.test(ask)) ||
  (what === 'a list whose token is no text' && /^(get|apply|create|patch)$/.test(ask));

async function caught(act: () => Promise<unknown>): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    return error;
  }
}

describe('What answers instead of an API server', () => {
  let answer: Answer = send(500, 'text/plain', '');
  let server: Server;
  let url = '';
  before(async () => {
    server = createServer((request, response) => answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  for (const [what, replied, said] of answers)
    it(`is recognized by every request: ${what}`, async () => {
      answer = replied;
      const door = openDoor(url, { clock: jumpingClock() });
      try {
        const version = await caught(() => serverVersion(door));
        expect(version).to.be.instanceOf(ClusterError);
        expect((version as ClusterError).seen).to.match(said);
        for (const [ask, act] of Object.entries(asks)) {
          const error = await caught(() => act(door));
          if (mayBe(what, ask)) continue;
          expect(error, ask).to.be.instanceOf(ClusterError);
          expect((error as ClusterError).seen, ask)
            .to.match(/^\S.*[^.]$/)
            .and.not.match(/\n|Error:|undefined|routines/);
        }
        const served = await caught(() => allResources(door));
        if (served instanceof Error) expect(served, 'discovery').to.be.instanceOf(ClusterError);
      } finally {
        await door.close();
      }
    });

  it('may not end: it is read up to a size', async function () {
    this.timeout(20_000);
    const part = Buffer.alloc(1024 * 1024, ' ');
    answer = (_, response) => {
      const go = () => {
        while (!response.destroyed && response.write(part));
      };
      response.on('drain', go);
      go();
    };
    const door = openDoor(url, { clock: jumpingClock() });
    try {
      const get = (await caught(() => door.get(kinds.pods, ref))) as ClusterError;
      expect(get.seen).to.equal(`${url} answered with more than 64 MiB`);
      const listed = (await caught(() => door.list(kinds.pods))) as ClusterError;
      expect(listed.seen).to.equal(`${url} answered with something that is not JSON`);
    } finally {
      await door.close();
    }
  });

  it('may have texts where texts are not: what it says is left out', async () => {
    const door = openDoor(url, { clock: jumpingClock() });
    const said = async (body: string) => {
      answer = send(403, 'application/json', body);
      return ((await caught(() => door.get(kinds.pods, ref))) as ClusterError).seen;
    };
    try {
      expect(await said('{"kind":"Status","message":{"a":1},"reason":[],"details":7,"metadata":7}')).to.equal('403');
      expect(await said('{"kind":"Status","message":"no","reason":5,"details":{"name":{}}}')).to.equal('403: no');
    } finally {
      await door.close();
    }
  });

  it('may be an aggregated API: then its group is silent, and all others are read', async () => {
    answer = ({ url: path = '' }, response) => {
      const groups = [{ name: 'shop.example.com', versions: [{ version: 'v1' }] }];
      const body = { '/apis': { groups }, '/api/v1': { resources: [] } }[path];
      response.writeHead(200).end(body === undefined ? '<html>' : JSON.stringify(body));
    };
    const door = openDoor(url, { clock: jumpingClock() });
    try {
      expect((await allResources(door)).silent.map(({ group }) => group)).to.deep.equal(['shop.example.com']);
    } finally {
      await door.close();
    }
  });

  it('is no event of a watch', async () => {
    for (const event of ['null', '<html>', '{"type":"ADDED","object":null}', '{"type":"WELCOME","object":{}}']) {
      answer = ({ url: path = '' }, response) => {
        const body = path.includes('watch=true')
          ? `${event}\n`
          : gzipSync('{"items":[],"metadata":{"resourceVersion":"1"}}');
        response.writeHead(200, typeof body === 'string' ? {} : { 'content-encoding': 'gzip' }).end(body);
      };
      const door = openDoor(url);
      try {
        const pods = door.shared(kinds.pods);
        await pods.ready();
        while (pods.trouble === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
        expect(pods.trouble, event).to.include({ seen: `${url} answered with something that is no event of a watch` });
      } finally {
        await door.close();
      }
    }
  });
});
