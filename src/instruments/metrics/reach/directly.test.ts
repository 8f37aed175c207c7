import { expect } from 'chai';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeApiServer } from '../../../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../../../config/schema.ts';
import { prometheusServices } from '../find/known-services.ts';
import { directly } from './directly.ts';

const { signal } = new AbortController();

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
  async function get(settings: object) {
    await using api = await FakeApiServer.start({ routes: {} });
    const cluster = api.door();
    const { port } = server.address() as AddressInfo;
    const { prometheus } = configSchema.parse({
      prometheus: { url: `http://127.0.0.1:${port}/prometheus`, ...settings },
    });
    try {
      const reach = await directly(cluster, prometheus, prometheusServices, signal);
      return await reach.get('/api/v1/query?query=up', signal);
    } catch (error) {
      return (error as Error).message.split('\n')[0];
    } finally {
      await cluster.close();
    }
  }

  it('is asked for JSON, with its path and the headers', async () => {
    const answer = await get({ headers: { 'X-Scope-OrgID': 'team-a' } });
    expect(answer).to.deep.equal({ status: 200, body: '{"status":"success"}' });
    expect(asked[0]?.url).to.equal('/prometheus/api/v1/query?query=up');
    expect(asked[0]?.headers).to.include({ 'x-scope-orgid': 'team-a', accept: 'application/json' });
  });

  it('at which nothing listens says so', async () => {
    expect(await get({ url: 'http://127.0.0.1:9' })).to.equal(
      'METRICS_UNREACHABLE: http://127.0.0.1:9 cannot be reached: nothing listens there (ECONNREFUSED)',
    );
  });
});
