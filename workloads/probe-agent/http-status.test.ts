import { expect } from 'chai';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server } from 'node:net';
import { named, serverKey } from '../../src/cluster/kubeconfig/tls/server-certificates.fixture.ts';
import { BUDGET_SPENT } from '../../src/instruments/agents/agent-protocol.ts';
import { AgentWorld } from './agent.fixture.ts';
import { readHttpCall } from './calls.ts';
import { httpStatus } from './http-status.ts';

const host = '127.0.0.1';
const at = <Answer>(open: () => Promise<Answer>) => open();

describe('The status that a server answers with', () => {
  const world = new AgentWorld();
  afterEach(() => world.close());
  const listen = (server: Server) => world.listen(server);
  const ask = async (port: number, more: object = {}, timeoutMs = 5_000) => {
    const {
      seconds: _,
      port: __,
      host: ___,
      ...answer
    } = await httpStatus({ host, port, tls: false, path: '/', ...more }, timeoutMs, at);
    return answer;
  };
  /** Answers with what it was asked in its status: 201 for the right name and path. */
  const app: RequestListener = ({ headers, url }, response) =>
    void response.writeHead(headers.host === 'shop.example.com' && url === '/cart' ? 201 : 503).end('x'.repeat(1_000));

  it('is that for the name and the path, with TLS and without', async () => {
    const wanted = { serverName: 'shop.example.com', path: '/cart' };
    const plain = await listen(createHttpServer(app));
    expect(await ask(plain, wanted)).to.deep.equal({ status: 201 });
    expect(await ask(plain)).to.deep.equal({ status: 503 });
    const tls = await listen(createHttpsServer({ cert: named, key: serverKey }, app));
    expect(await ask(tls, { ...wanted, tls: true })).to.deep.equal({ status: 201 });
  });

  it('is none where nothing listens, something else answers or nothing does, or no more may be opened', async () => {
    const closed = await world.closedPort(createServer());
    expect(await ask(closed)).to.deep.equal({ error: 'ECONNREFUSED' });
    const mail = await listen(
      createServer(
        (socket) =>
          void socket
            .on('error', () => {})
            .resume()
            .end('220 mail\r\n'),
      ),
    );
    expect((await ask(mail)).error).to.match(/^HPE_/);
    const silent = await listen(createServer((socket) => void socket.on('error', () => {}).resume()));
    expect(await ask(silent, {}, 50)).to.deep.equal({ error: 'timeout' });
    const spent = <Answer>(_open: unknown, answer: Answer) => Promise.resolve(answer);
    const answer = await httpStatus({ host, port: silent, tls: false, path: '/' }, 50, spent);
    expect(answer.error).to.equal(BUDGET_SPENT);
  });

  it('is asked for by a call within limits only', () => {
    const call = (targets: object[]) => readHttpCall({ token: 't', timeoutMs: 1_000, targets }, () => true);
    const target = { host: '10.0.0.1', port: 80, tls: false, path: '/' };
    const whole = { ...target, tls: true, serverName: 'shop.example.com' };
    expect(call([target, whole])).to.deep.equal({ token: 't', timeoutMs: 1_000, targets: [target, whole] });
    for (const [targets, text] of [
      [Array.from({ length: 33 }, () => target), /at most 32 targets in one call/],
      [[{ ...target, path: 'cart' }], /path to begin with a slash/],
      [[{ ...target, path: '/a b' }], /path to begin with a slash/],
      [[{ ...target, tls: 'yes' }], /tls to be true or false/],
      [[{ ...target, serverName: 'a\r\nb' }], /serverName to be a DNS name/],
    ] as const)
      expect(() => call([...targets])).to.throw(text);
  });
});
