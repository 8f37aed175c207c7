import { expect } from 'chai';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeApiServer } from '../../../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../../../config/schema.ts';
import { directly } from './directly.ts';

const { signal } = new AbortController();
const secret = (data: Record<string, string>) => ({
  '/api/v1/namespaces/monitoring/secrets/reader': { body: { metadata: { name: 'reader' }, data } },
});
const encoded = (text: string) => Buffer.from(text).toString('base64');

describe('An address of Prometheus', () => {
  let asked: IncomingMessage[];
  const server = createServer((request, response) => {
    asked.push(request);
    response.end('{"status":"success"}');
  });
  before((done) => void server.listen(0, '127.0.0.1', done));
  after((done) => void server.close(done));
  beforeEach(() => {
    asked = [];
  });

  /** What a request comes to, or the first line of its error. */
  async function get(settings: object, secrets: ReturnType<typeof secret> | object = {}) {
    await using api = await FakeApiServer.start({ routes: { ...secrets } });
    const cluster = api.door();
    const { port } = server.address() as AddressInfo;
    const { prometheus } = configSchema.parse({
      prometheus: { url: `http://127.0.0.1:${port}/prometheus`, ...settings },
    });
    try {
      const reach = await directly(cluster, prometheus, 'prometheus', signal);
      return await reach.get('/api/v1/query?query=up', signal);
    } catch (error) {
      return (error as Error).message.split('\n')[0];
    } finally {
      await cluster.close();
    }
  }

  it('is asked with its path, the headers and no credentials', async () => {
    const answer = await get({ headers: { 'X-Scope-OrgID': 'team-a' } });
    expect(answer).to.deep.equal({ status: 200, body: '{"status":"success"}' });
    expect(asked[0]?.url).to.equal('/prometheus/api/v1/query?query=up');
    expect(asked[0]?.headers).to.include({ 'x-scope-orgid': 'team-a' });
    expect(asked[0]?.headers.authorization).to.equal(undefined);
  });

  it('is asked with the token of a Secret', async () => {
    await get({ auth: { bearerToken: 'secret:monitoring/reader/token' } }, secret({ token: encoded('t0ken\n') }));
    expect(asked[0]?.headers.authorization).to.equal('Bearer t0ken');
  });

  it('is asked with a user name and the password of a Secret', async () => {
    const auth = { username: 'ada', password: 'secret:monitoring/reader/password' };
    await get({ auth }, secret({ password: encoded('pw') }));
    expect(asked[0]?.headers.authorization).to.equal(`Basic ${encoded('ada:pw')}`);
  });

  it('needs a Secret that exists, with the key', async () => {
    const auth = { bearerToken: 'secret:monitoring/reader/token' };
    expect(await get({ auth }, secret({}))).to.equal('METRICS_CONFIG: secret monitoring/reader has no key token');
    expect(await get({ auth })).to.match(/^METRICS_CONFIG: secret monitoring\/reader cannot be read: 404/);
    expect(asked).to.deep.equal([]);
  });

  it('at which nothing listens says so', async () => {
    expect(await get({ url: 'http://127.0.0.1:9' })).to.equal(
      'METRICS_UNREACHABLE: http://127.0.0.1:9 cannot be reached: nothing listens there (ECONNREFUSED)',
    );
  });
});
