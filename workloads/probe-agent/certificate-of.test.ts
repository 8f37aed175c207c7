import { expect } from 'chai';
import { createServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import {
  authority,
  constrained,
  named,
  serverKey,
} from '../../src/cluster/kubeconfig/tls/server-certificates.fixture.ts';
import { BUDGET_SPENT } from '../../src/instruments/agents/agent-protocol.ts';
import { AgentWorld } from './agent.fixture.ts';
import { readCertificateCall } from './calls.ts';
import { certificateOf } from './certificate-of.ts';

const host = '127.0.0.1';
const at = <Answer>(open: () => Promise<Answer>) => open();

describe('The certificate that a server presents', () => {
  const world = new AgentWorld();
  afterEach(() => world.close());
  const listen = (server: Server) => world.listen(server);
  const serve = (cert: string) =>
    listen(createTlsServer({ cert, key: serverKey }, (socket) => void socket.on('error', () => {})));
  const ask = async (cert: string, more: object = {}) => {
    const port = await serve(cert);
    const { seconds: _, port: __, ...answer } = await certificateOf({ host, port, ...more }, 5_000, at);
    return answer;
  };

  it('is told with its times and names, and not verified unless authorities are given', async () => {
    expect(await ask(named)).to.deep.equal({
      host,
      chain: [{ subject: 'CN=x', notBefore: '2026-11-27T17:28:31.000Z', notAfter: '2126-11-03T17:28:31.000Z' }],
      names: 'DNS:localhost, IP Address:127.0.0.1',
    });
  });

  it('is told with those that signed it', async () => {
    const { chain } = await ask(`${constrained}${authority}`);
    expect(chain.map(({ subject }) => subject)).to.deep.equal(['CN=leaf', 'CN=ca']);
  });

  for (const [what, cert, more, distrust] of [
    ['that the authorities know', named, { authorities: named, serverName: 'localhost' }, undefined],
    ['that they do not know', named, { authorities: authority }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['that no authority knows, for none can be read', named, { authorities: 'x' }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['for another name', named, { authorities: named, serverName: 'web.shop.svc' }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ] as const)
    it(`is verified: one ${what}`, async () => {
      expect((await ask(cert, more)).distrust).to.equal(distrust);
    });

  it('is not seen where nothing listens, something else answers or nothing does, or no more may be opened', async () => {
    const target = async (server: Server) => ({ host, port: await listen(server) });
    const closed = { host, port: await world.closedPort(createServer()) };
    expect(await certificateOf(closed, 5_000, at)).to.deep.include({ chain: [], error: 'ECONNREFUSED' });
    const plain = await target(
      createServer(
        (socket) =>
          void socket
            .on('error', () => {})
            .resume()
            .end('220 mail ready\r\n'),
      ),
    );
    expect((await certificateOf(plain, 5_000, at)).error).to.match(/^(ERR_SSL_|EPROTO)/);
    const silent = await target(createServer((socket) => void socket.on('error', () => {}).resume()));
    expect((await certificateOf(silent, 50, at)).error).to.equal('timeout');
    const spent = <Answer>(_open: unknown, answer: Answer) => Promise.resolve(answer);
    expect((await certificateOf(silent, 50, spent)).error).to.equal(BUDGET_SPENT);
  });

  it('is asked for by a call within limits only', () => {
    const call = (targets: object[]) => readCertificateCall({ token: 't', timeoutMs: 1_000, targets }, () => true);
    const target = { host: '10.0.0.1', port: 443 };
    const whole = { ...target, serverName: 'web.shop.svc', authorities: named };
    expect(call([target, whole])).to.deep.equal({ token: 't', timeoutMs: 1_000, targets: [target, whole] });
    for (const [targets, text] of [
      [Array.from({ length: 33 }, () => target), /at most 32 targets in one call/],
      [[{ ...target, serverName: '10.0.0.1' }], /serverName to be a DNS name/],
      [[{ ...target, serverName: 'a b' }], /serverName to be a DNS name/],
      [[{ ...target, authorities: 'x'.repeat(65_537) }], /authorities to be a text of at most 65536 characters/],
      [[{ ...target, host: 'web' }], /host to be an IP address/],
    ] as const)
      expect(() => call([...targets])).to.throw(text);
  });
});
