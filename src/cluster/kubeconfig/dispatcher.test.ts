import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { dispatcherFor, type TlsSettings } from './dispatcher.ts';
import { authority, constrained, legacy, named, serverKey } from './tls/server-certificates.fixture.ts';

const NAME = 'NODE_TLS_REJECT_UNAUTHORIZED';

describe('A connection to a server with TLS', () => {
  const servers: Server[] = [];
  const before = process.env[NAME];
  const serving = async (cert: string) => {
    const server = createServer({ cert, key: serverKey }, (_, response) => response.end('hello'));
    servers.push(server);
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const asked = async (cert: string, tls: TlsSettings, { host = '127.0.0.1', byProxy = false, env = {} } = {}) => {
    const port = await serving(cert);
    const proxy = byProxy ? new URL(`https://${host}:${port}`) : undefined;
    const dispatcher = dispatcherFor(tls, proxy, env);
    try {
      const url = byProxy ? 'http://k8s.invalid' : `https://${host}:${port}`;
      return await (await request(url, { dispatcher })).body.text();
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? String(error);
    } finally {
      await dispatcher.destroy();
    }
  };
  afterEach(() => {
    if (before === undefined) Reflect.deleteProperty(process.env, NAME);
    else process.env[NAME] = before;
    for (const server of servers.splice(0)) server.close();
  });

  it('is made when an authority is known, by name and by address', async () => {
    for (const host of ['localhost', '127.0.0.1'])
      expect(await asked(named, { ca: [named] }, { host })).to.equal('hello');
  });

  it('is verified also when the environment switches verification off for Node', async () => {
    process.env[NAME] = '0';
    expect(await asked(named, { ca: [legacy] })).to.equal('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(await asked(named, {})).to.equal('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(await asked(named, {}, { byProxy: true })).to.equal('DEPTH_ZERO_SELF_SIGNED_CERT');
  });

  it('is made when the machine knows the authority, but not when the kubeconfig names another one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dispatcher-'));
    const env = { SSL_CERT_FILE: join(folder, 'ca.pem'), SSL_CERT_DIR: '/none' };
    writeFileSync(env.SSL_CERT_FILE, named);
    try {
      expect(await asked(named, {}, { env })).to.equal('hello');
      expect(await asked(named, {}, { env: { ...env, SSL_CERT_FILE: '/none' } })).to.equal(
        'DEPTH_ZERO_SELF_SIGNED_CERT',
      );
      expect(await asked(named, { ca: [legacy] }, { env })).to.equal('DEPTH_ZERO_SELF_SIGNED_CERT');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is not verified only when the kubeconfig says so', async () => {
    for (const cert of [named, legacy, constrained])
      expect(await asked(cert, { rejectUnauthorized: false })).to.equal('hello');
  });

  it('needs the name in the list of names, not in CN', async () => {
    expect(await asked(legacy, { ca: [legacy] }, { host: 'localhost' })).to.equal('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await asked(named, { ca: [named], servername: 'x' })).to.equal('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await asked(named, { ca: [named], servername: 'localhost' })).to.equal('hello');
  });

  it('is not made when the authority may not sign for the name', async () => {
    expect(await asked(constrained, { ca: [authority] })).to.equal('UNSPECIFIED');
  });
});
