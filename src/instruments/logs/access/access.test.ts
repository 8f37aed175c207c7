import { expect } from 'chai';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeApiServer } from '../../../../test/fake-api-server/fake-api-server.ts';
import { ClusterError, type ClusterErrorCode } from '../../../cluster/cluster-error.ts';
import { configSchema } from '../../../config/schema.ts';
import { readCredentials } from './credentials.ts';
import { directly } from './directly.ts';
import { proxyError } from './through-api-server.ts';

const { signal } = new AbortController();
const encoded = (text: string) => Buffer.from(text).toString('base64');
const secret = (data: Record<string, string>) => ({
  '/api/v1/namespaces/logging/secrets/reader': { body: { metadata: { name: 'reader' }, data } },
});

describe('A log store at an address', () => {
  let asked: IncomingMessage[];
  const server = createServer((request, response) => {
    asked.push(request);
    response.end('ok');
  });
  before((done) => void server.listen(0, '127.0.0.1', done));
  after((done) => void server.close(done));
  beforeEach(() => {
    asked = [];
  });

  /** What a request comes to, or the first line of its error. */
  async function get(settings: object, secrets: object = {}) {
    await using api = await FakeApiServer.start({ routes: { ...secrets } });
    const cluster = api.door();
    const { port } = server.address() as AddressInfo;
    const { logs } = configSchema.parse({ logs: { url: `http://127.0.0.1:${port}/logs/`, ...settings } });
    try {
      const credentials = await readCredentials(cluster, logs.auth, signal);
      return await directly('Loki', logs, credentials).ask('/query?a=1', { signal });
    } catch (error) {
      return (error as Error).message.split('\n')[0];
    } finally {
      await cluster.close();
    }
  }

  it('is asked with its path and the headers, and without credentials', async () => {
    expect(await get({ headers: { 'X-Scope-OrgID': 'team-a' } })).to.deep.equal({ status: 200, body: 'ok' });
    expect(asked[0]?.url).to.equal('/logs/query?a=1');
    expect(asked[0]?.headers).to.include({ 'x-scope-orgid': 'team-a' });
    expect(asked[0]?.headers.authorization).to.equal(undefined);
  });

  it('is asked with the token, or the name and the password, of a Secret', async () => {
    await get({ auth: { bearerToken: 'secret:logging/reader/token' } }, secret({ token: encoded('t0ken\n') }));
    const auth = { username: 'ada', password: 'secret:logging/reader/password' };
    await get({ auth }, secret({ password: encoded('pw') }));
    expect(asked.map(({ headers }) => headers.authorization)).to.deep.equal([
      'Bearer t0ken',
      `Basic ${encoded('ada:pw')}`,
    ]);
  });

  it('needs a Secret or a file that exists', async () => {
    const auth = { bearerToken: 'secret:logging/reader/token' };
    expect(await get({ auth }, secret({}))).to.equal('LOG_STORE_CONFIG: secret logging/reader has no key token');
    expect(await get({ auth })).to.match(/^LOG_STORE_CONFIG: secret logging\/reader cannot be read: 404/);
    expect(await get({ auth: { ca: 'file:/no/such/file' } })).to.match(/^LOG_STORE_CONFIG: .*\/no\/such\/file/);
    expect(asked).to.deep.equal([]);
  });

  it('at which nothing listens says so', async () => {
    expect(await get({ url: 'http://127.0.0.1:9' })).to.equal(
      'Loki cannot be reached: nothing listens there (ECONNREFUSED)',
    );
  });
});

describe('A log store behind the API server', () => {
  const error = (code: ClusterErrorCode, unanswered = false) =>
    new ClusterError(code, { expected: 'an answer', seen: '503: no endpoints\nmore', transient: true, unanswered });

  it('that cannot be reached is a trouble that may pass', () => {
    expect(String(proxyError(error('CLUSTER_UNAVAILABLE'), 'Loki'))).to.equal(
      'LogStoreTrouble: Loki cannot be reached: 503: no endpoints',
    );
  });

  it('that may not be asked makes the check inconclusive, with what to grant', () => {
    expect(proxyError(error('CLUSTER_FORBIDDEN'), 'Loki')).to.include({
      ...{ code: 'LOG_STORE_NO_RIGHT', meaning: 'instrument' },
      todo: 'set logs.service, and grant what `shakedown plugin --rbac` writes',
    });
  });

  it('is not blamed for an API server that does not answer itself', () => {
    const unanswered = error('CLUSTER_TIMEOUT', true);
    expect(proxyError(unanswered, 'Loki')).to.equal(unanswered);
  });
});
