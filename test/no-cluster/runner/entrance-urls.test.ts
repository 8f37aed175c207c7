import { expect } from 'chai';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elsewhere, named, serverKey } from '../../../src/cluster/kubeconfig/tls/server-certificates.fixture.ts';
import { runSpecs, type EndedRun } from './suite-run.ts';

const SPEC = join(import.meta.dirname, '../../../specs/platform/entrance-urls.spec.ts');

describe('A run that asks addresses from outside of the cluster', function () {
  this.timeout(60_000);
  const servers: Server[] = [];
  const serve = async (server: Server): Promise<number> => {
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const answer =
    (status: number, headers = {}): RequestListener =>
    (_, response) =>
      response.writeHead(status, headers).end();
  const secure = async (cert: string) =>
    `https://localhost:${await serve(createTlsServer({ cert, key: serverKey }, answer(200)))}/`;

  let directory = '';
  const urls = { shop: '', login: '', gone: '', moved: '', closed: 'http://localhost:1/' };
  let run: EndedRun;
  const runOn = async (env: Record<string, string> = {}) => {
    const all = [...Object.values(urls).map((url) => ({ url })), { url: `${urls.login}?only`, statuses: [200] }];
    return runSpecs(
      { 'platform/entrance-urls.spec.ts': await readFile(SPEC, 'utf8') },
      {
        config: { entrances: { urls: all }, time: { settle: '1s' } },
        env: { SSL_CERT_FILE: join(directory, 'trusted.pem'), ...env },
      },
    );
  };
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'shakedown-urls-'));
    await writeFile(join(directory, 'trusted.pem'), named);
    urls.shop = await secure(named);
    urls.login = `http://localhost:${await serve(createServer(answer(401)))}/`;
    urls.gone = `http://localhost:${await serve(createServer(answer(503)))}/`;
    urls.moved = await secure(elsewhere);
    run = await runOn();
  });
  after(async () => {
    for (const server of servers) server.close();
    await rm(directory, { recursive: true });
  });

  const end = (url: string, of = run) => {
    const { status, reason } = of.test(`platform/entrance/url/${url}`);
    return [status, reason?.message];
  };

  it('passes those that answer, also with a page that wants a login', () => {
    expect(end(urls.shop)).to.deep.equal(['passed', undefined]);
    expect(end(urls.login)).to.deep.equal(['passed', undefined]);
  });

  it('fails those that do not answer as they should, each with its cause', () => {
    expect(end(urls.gone)).to.deep.equal(['failed', `${urls.gone} answers 503`]);
    expect(end(`${urls.login}?only`)).to.deep.equal(['failed', `${urls.login}?only answers 401 instead of 200`]);
    expect(end(urls.closed)).to.deep.equal([
      ...['failed', `${urls.closed} does not answer: nothing listens there (ECONNREFUSED)`],
    ]);
    const [status, reason] = end(urls.moved);
    expect(status).to.equal('failed');
    expect(reason).to.include(`${urls.moved} does not answer: its certificate is not accepted`);
    expect(run.exit).to.equal(1);
  });

  it('skips all of them in a pod of the cluster', async () => {
    const inside = await runOn({ SHAKEDOWN_POD_NAME: 'runner' });
    for (const url of Object.values(urls)) {
      const [status, reason] = end(url, inside);
      expect(status).to.equal('skipped');
      expect(reason).to.include('the runner is in a pod of the cluster');
    }
  });
});
