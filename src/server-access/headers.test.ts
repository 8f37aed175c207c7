import { expect } from 'chai';
import { FakeApiServer } from '../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../config/schema.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';
import { endpointRights } from './endpoint-rights.ts';
import { readHeaders } from './headers.ts';
import type { Named } from './misconfigured.ts';

const { signal } = new AbortController();
const named: Named = {
  what: 'Prometheus',
  section: 'prometheus',
  misconfigured: (facts) => new ShakedownError('WRONG', { meaning: 'usage', ...facts }),
};

/** The headers that are sent, or the first line of the error. */
async function headersOf(headers: Record<string, string>, data: Record<string, string> = {}) {
  const encoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  const secret = { body: { metadata: { name: 'tenant' }, data: Object.fromEntries(encoded) } };
  await using api = await FakeApiServer.start({ routes: { '/api/v1/namespaces/monitoring/secrets/tenant': secret } });
  const cluster = api.door();
  try {
    return await readHeaders(
      cluster,
      configSchema.parse({ prometheus: { headers } }).prometheus.headers,
      named,
      signal,
    );
  } catch (error) {
    return (error as Error).message.split('\n')[0];
  } finally {
    await cluster.close();
  }
}

describe('The headers of a server', () => {
  const place = 'secret:monitoring/tenant/name';

  it('have the values of the configuration, or of a Secret', async () => {
    expect(await headersOf({ 'X-Scope-OrgID': place, Accept: 'a/b' }, { name: 'team-a\n' })).to.deep.equal({
      ...{ 'X-Scope-OrgID': 'team-a', Accept: 'a/b' },
    });
  });

  it('are refused without their value when it is not there, or is none', async () => {
    expect(await headersOf({ T: place })).to.equal('WRONG: secret monitoring/tenant has no key name');
    expect(await headersOf({ T: place }, { name: 'a\nX-Other: b' })).to.equal(
      'WRONG: it has a line feed, or another character that no header has',
    );
  });

  it('have the permission to read their Secrets, also for a Service', () => {
    const { prometheus } = configSchema.parse({ prometheus: { service: 'a/b', headers: { T: place, U: 'plain' } } });
    const secrets = endpointRights(prometheus, []).filter(({ resource }) => resource === 'secrets');
    expect(secrets).to.deep.equal([
      { group: '', resource: 'secrets', verbs: ['get'], scope: { namespace: 'monitoring' }, names: ['tenant'] },
    ]);
  });
});
