import { expect } from 'chai';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeApiServer } from '../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../config/schema.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';
import { readCredentials } from './credentials.ts';
import { directly } from './directly.ts';
import type { Named } from './misconfigured.ts';

const { signal } = new AbortController();
const encoded = (text: string) => Buffer.from(text).toString('base64');
const secret = (data: Record<string, string>) => ({
  '/api/v1/namespaces/logging/secrets/reader': { body: { metadata: { name: 'reader' }, data } },
});
const named: Named = {
  what: 'the log store',
  section: 'logs',
  misconfigured: (facts) => new ShakedownError('WRONG', { meaning: 'usage', ...facts }),
};

describe('A server at an address', () => {
  let asked: IncomingMessage[];
  const server = createServer((request, response) => {
    asked.push(request);
    response.end('0123456789');
  });
  before((done) => void server.listen(0, '127.0.0.1', done));
  after((done) => void server.close(done));
  beforeEach(() => {
    asked = [];
  });

  /** What a request comes to, or the first line of its error. */
  async function get(settings: object, secrets: object = {}, largest = 100) {
    await using api = await FakeApiServer.start({ routes: { ...secrets } });
    const cluster = api.door();
    const { port } = server.address() as AddressInfo;
    const { logs } = configSchema.parse({ logs: { url: `http://127.0.0.1:${port}/logs/`, ...settings } });
    try {
      const credentials = await readCredentials(cluster, logs.auth, named, signal);
      return await directly(logs, credentials, { answerMs: 5_000, largest })('/query?a=1', signal);
    } catch (error) {
      return (error as Error).message.split('\n')[0];
    } finally {
      await cluster.close();
    }
  }

  it('is asked with its path and the headers, and without credentials', async () => {
    const answer = await get({ headers: { 'X-Scope-OrgID': 'team-a' } });
    expect(answer).to.deep.equal({ status: 200, body: '0123456789', isCut: false });
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

  it('needs a Secret with the key, or a file, that exists', async () => {
    const auth = { bearerToken: 'secret:logging/reader/token' };
    expect(await get({ auth }, secret({}))).to.equal('WRONG: secret logging/reader has no key token');
    expect(await get({ auth })).to.match(/^WRONG: secret logging\/reader cannot be read: 404/);
    const file = { ca: 'file:/no/such/file' };
    expect(await get({ auth: file })).to.equal('WRONG: /no/such/file does not exist (ENOENT)');
    expect(asked).to.deep.equal([]);
  });

  it('may send a limited amount', async () => {
    expect(await get({}, {}, 4)).to.include({ isCut: true });
  });

  it('at which nothing listens says so', async () => {
    expect(await get({ url: 'http://127.0.0.1:9' })).to.equal('nothing listens there (ECONNREFUSED)');
  });
});
