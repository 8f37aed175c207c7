import { expect } from 'chai';
import { createServer as createHttpServer } from 'node:http';
import {
  createSecureServer,
  createServer as createHttp2Server,
  type ServerHttp2Stream,
  type IncomingHttpHeaders,
} from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server } from 'node:net';
import { named, serverKey } from '../../src/cluster/kubeconfig/tls/server-certificates.fixture.ts';
import { AgentWorld } from './agent.fixture.ts';
import { readHttpCall } from './calls.ts';
import { httpStatus } from './http-status.ts';

const host = '127.0.0.1';
const path = '/shakedown.Probe/Probe';

describe('The status that a server answers a gRPC call with', () => {
  const world = new AgentWorld();
  afterEach(() => world.close());
  const listen = (server: Server) => world.listen(server);
  const ask = async (port: number, more: object = {}, timeoutMs = 5_000) => {
    const target = { host, port, tls: false, path, grpc: true as const, ...more };
    const { status, error } = await httpStatus(target, timeoutMs, (open) => open());
    return { ...(status !== undefined && { status }), ...(error !== undefined && { error }) };
  };
  /** Answers as gRPC servers do: with the status of the call in the trailers, or at once. */
  const app = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    const isCall =
      headers[':method'] === 'POST' && headers['content-type'] === 'application/grpc' && headers.te === 'trailers';
    if (!isCall || headers[':authority'] !== 'shop.example.com')
      return stream.respond({ ':status': 404 }, { endStream: true });
    if (headers[':path'] === '/none')
      return stream.respond({ ':status': 200, 'grpc-status': '12' }, { endStream: true });
    if (headers[':path'] === '/away')
      return stream.respond({ ':status': 200, 'grpc-status': '14' }, { endStream: true });
    stream.respond({ ':status': 200 }, { waitForTrailers: true });
    stream.once('wantTrailers', () =>
      stream.sendTrailers({ 'grpc-status': headers[':path'] === '/lost' ? '14' : '0' }),
    );
    return void stream.end(Buffer.alloc(5));
  };

  it('is that over HTTP/2, with TLS and without', async () => {
    const serverName = 'shop.example.com';
    const plain = await listen(createHttp2Server().on('stream', app));
    const tls = await listen(createSecureServer({ cert: named, key: serverKey }).on('stream', app));
    for (const [port, more] of [
      [plain, {}],
      [tls, { tls: true }],
    ] as const) {
      expect(await ask(port, { ...more, serverName })).to.deep.equal({ status: 200 });
      expect(await ask(port, { ...more, serverName, path: '/none' })).to.deep.equal({ status: 200 });
      expect(await ask(port, { ...more, serverName: 'other.example.com' })).to.deep.equal({ status: 404 });
    }
  });

  it('is 503 where the call says that nothing could be reached', async () => {
    const port = await listen(createHttp2Server().on('stream', app));
    const serverName = 'shop.example.com';
    expect(await ask(port, { serverName, path: '/away' })).to.deep.equal({ status: 503 });
    expect(await ask(port, { serverName, path: '/lost' })).to.deep.equal({ status: 503 });
  });

  it('is none where nothing listens, HTTP/2 is not spoken, or nothing answers', async () => {
    const closed = await world.closedPort(createServer());
    expect(await ask(closed)).to.deep.equal({ error: 'ECONNREFUSED' });
    const old = await listen(createHttpServer((_request, response) => void response.end()));
    expect((await ask(old)).error).to.be.a('string');
    const oldTls = await listen(createHttpsServer({ cert: named, key: serverKey, ALPNProtocols: ['http/1.1'] }));
    expect((await ask(oldTls, { tls: true })).error).to.be.a('string');
    const silent = await listen(createServer((socket) => void socket.on('error', () => {}).resume()));
    expect(await ask(silent, {}, 50)).to.deep.equal({ error: 'timeout' });
    const rude = await listen(createServer((socket) => void socket.on('error', () => {}).destroy()));
    expect((await ask(rude)).error).to.be.a('string');
  });

  it('is asked for by a call that says so', () => {
    const call = (grpc: unknown) =>
      readHttpCall(
        { token: 't', timeoutMs: 1_000, targets: [{ host: '10.0.0.1', port: 80, tls: false, path, grpc }] },
        () => true,
      );
    expect(call(true).targets).to.deep.equal([{ host: '10.0.0.1', port: 80, tls: false, path, grpc: true }]);
    expect(() => call('yes')).to.throw(/grpc to be true/);
  });
});
