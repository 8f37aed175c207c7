import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { POD_HEADER } from '../../../src/instruments/agents/requests/ledger-protocol.ts';
import { keptConnection, sendRequest } from './send-request.ts';

describe('A request of a ledger', () => {
  const ends: (() => void)[] = [];
  afterEach(() => ends.splice(0).forEach((end) => end()));
  async function target(app: RequestListener, timeoutMs = 2_000) {
    const server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(() => (server.closeAllConnections(), server.close()));
    return { host: '127.0.0.1', port: (server.address() as AddressInfo).port, path: '/request', timeoutMs };
  }
  const asPod: RequestListener = (_request, response) => void response.setHeader(POD_HEADER, 'web-1').end('ok');
  const outcome = ({ sent, ended, ...rest }: Awaited<ReturnType<typeof sendRequest>>) => {
    expect(ended).to.be.at.least(sent);
    return rest;
  };

  it('has the status and the pod of its answer', async () => {
    const app = await target(asPod);
    expect(outcome(await sendRequest(app))).to.deep.equal({ reused: false, status: 200, pod: 'web-1' });
    const failing = await target((_request, response) => void response.writeHead(503).end());
    expect(outcome(await sendRequest(failing))).to.deep.equal({ reused: false, status: 503 });
  });

  it('reuses a connection, and names its pod when that is lost', async () => {
    let served = 0;
    const app = await target((request, response) => {
      served += 1;
      if (served === 3) request.socket.destroy();
      else asPod(request, response);
    });
    const pool = keptConnection();
    ends.push(() => pool.destroy());
    expect(outcome(await sendRequest(app, pool))).to.deep.equal({ reused: false, status: 200, pod: 'web-1' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(outcome(await sendRequest(app, pool))).to.deep.equal({ reused: true, status: 200, pod: 'web-1' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(outcome(await sendRequest(app, pool))).to.deep.equal({ reused: true, error: 'ECONNRESET', pod: 'web-1' });
  });

  it('asks for a path, of a host by its name', async () => {
    const app = await target(({ url, headers }, response) => {
      response.setHeader(POD_HEADER, `${headers.host}${url}`).end();
    });
    expect(await sendRequest({ ...app, path: '/healthz?full', hostName: 'web.shop' })).to.include({
      pod: 'web.shop/healthz?full',
    });
  });

  it('fails when it is refused, when its answer is cut, and when there is none in time', async () => {
    const app = await target(asPod);
    ends.splice(0).forEach((end) => end());
    expect(outcome(await sendRequest(app))).to.deep.equal({ reused: false, error: 'ECONNREFUSED' });
    const cut = await target((_request, response) => {
      response.writeHead(200, { 'content-length': 10 }).write('half', () => response.destroy());
    });
    expect(outcome(await sendRequest(cut))).to.deep.equal({ reused: false, error: 'ECONNRESET' });
    expect(outcome(await sendRequest(await target(() => {}, 50)))).to.deep.equal({ reused: false, error: 'timeout' });
  });
});
