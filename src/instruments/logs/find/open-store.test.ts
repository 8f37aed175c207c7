import { expect } from 'chai';
import {
  FakeApiServer,
  listOf,
  refusal,
  status,
  type FakeApi,
} from '../../../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../../../config/schema.ts';
import { jumpingClock } from '../../../time/clock.ts';
import { openStore } from './open-store.ts';
import { storeRights } from './store-rights.ts';

const { signal } = new AbortController();
const service = (namespace: string, name: string, port: number) => ({
  metadata: { namespace, name },
  spec: { clusterIP: '10.96.0.9', ports: [{ port }] },
});
const web = service('shop', 'web', 80);
const victoria = service('logging', 'victorialogs', 9428);
const other = service('logs', 'opensearch', 9200);
const COUNT = '/api/v1/namespaces/logs/services/opensearch%3A9200/proxy/*/_count';
const counted = (count: number) => ({ body: { count, _shards: { total: 1, successful: 1, skipped: 0, failed: 0 } } });
const settingsOf = (logs: object) => configSchema.parse({ logs }).logs;

/** The title of the store that is found, or the fact or the error instead. */
async function found(
  settings: object,
  services: readonly object[] = [web, victoria],
  routes: NonNullable<FakeApi['routes']> = {},
): Promise<string> {
  await using api = await FakeApiServer.start({
    routes: { '/api/v1/services': listOf('1', [...services]), ...routes },
  });
  // A server that is away is asked again after a pause.
  const cluster = api.door({ clock: jumpingClock() });
  try {
    const store = await openStore(cluster, settingsOf(settings), signal);
    return 'absent' in store ? store.absent : store.store.title;
  } catch (error) {
    return (error as Error).message.replaceAll(/\n\s+/g, ' | ');
  } finally {
    await cluster.close();
  }
}

describe('The log store of a cluster', () => {
  it('is the only Service with a usual name', async () => {
    expect(await found({})).to.equal('VictoriaLogs at service logging/victorialogs:9428');
  });

  it('is absent where no Service is one, or none of the configured kind', async () => {
    const fact = /^no Service has a usual name or label of VictoriaLogs, .*; logs.service or logs.url names one$/;
    expect(await found({}, [web])).to.match(fact);
    expect(await found({ kind: 'loki' })).to.match(fact);
  });

  it('has to be named where there are several, by its kind or its Service', async () => {
    const both = [victoria, other];
    expect(await found({}, both, { [COUNT]: counted(7) })).to.equal(
      'LOG_STORE_AMBIGUOUS: 2 Services are those of log stores: VictoriaLogs (logging/victorialogs), OpenSearch (logs/opensearch) | ' +
        'expected: one log store, or the configuration to say which | ' +
        'do:       set logs.service to the one in which the lines of pods have to arrive',
    );
    expect(await found({ kind: 'opensearch' }, both, { [COUNT]: counted(7) })).to.equal(
      'OpenSearch at service logs/opensearch:9200',
    );
    expect(await found({ service: 'logging/victorialogs' }, both)).to.match(/^VictoriaLogs at service logging/);
  });

  it('is no OpenSearch without lines of pods, or that may not be asked: it may be that of an application', async () => {
    const nothing = { [COUNT]: counted(0) };
    const own = "so it may be an application's own; logs.service or logs.url names the log store";
    expect(await found({}, [other], nothing)).to.equal(
      `OpenSearch at service logs/opensearch:9200 has no line of a pod, ${own}`,
    );
    expect(await found({}, [victoria, other], nothing)).to.equal('VictoriaLogs at service logging/victorialogs:9428');
    expect(await found({}, [other], { [COUNT]: refusal(403, '/api/v1/services') })).to.equal(
      `OpenSearch at service logs/opensearch:9200 may not be asked: the account of the suite lacks get services/proxy for it, ${own}`,
    );
  });

  it('is the only one that can be asked; without one, an OpenSearch that does not answer decides nothing', async () => {
    const away = { [COUNT]: status(503, 'ServiceUnavailable', 'no endpoints available') };
    expect(await found({}, [victoria, other], away)).to.equal('VictoriaLogs at service logging/victorialogs:9428');
    expect(await found({}, [other], away)).to.match(
      /^LOG_STORE_UNKNOWN: OpenSearch at service logs\/opensearch:9200 cannot be reached: .* \| expected: OpenSearch at service logs\/opensearch:9200 to say whether it has lines of pods/,
    );
  });

  it('is an OpenSearch that the configuration names, whatever it holds', async () => {
    const named = { service: 'logs/opensearch' };
    expect(await found(named, [other])).to.equal('OpenSearch at service logs/opensearch:9200');
  });

  it('may be a Service of any name when its kind is configured', async () => {
    const named = { service: 'shop/web:80', kind: 'loki' };
    expect(await found(named)).to.equal('Loki at service shop/web:80');
  });

  for (const { what, settings, error } of [
    {
      what: 'a Service that does not exist',
      settings: { service: 'shop/logs:80' },
      error:
        'service shop/logs:80 does not exist | expected: the Service that logs.service names | do:       check logs.service',
    },
    {
      what: 'a port that it does not have',
      settings: { service: 'logging/victorialogs:80' },
      error:
        'service logging/victorialogs:80 has no port 80; it has 9428 | expected: the Service that logs.service names | do:       write the port, as in logging/victorialogs:9428',
    },
    {
      what: 'a Service of which nothing tells what it is',
      settings: { service: 'shop/web:80' },
      error:
        'nothing tells it of service shop/web:80 | expected: to know what the log store is | do:       set logs.kind',
    },
    {
      what: 'an address without its kind',
      settings: { url: 'https://logs.example.com' },
      error:
        'nothing tells it of https://logs.example.com | expected: to know what the log store is | do:       set logs.kind',
    },
    {
      what: 'an address and a Service',
      settings: { url: 'https://logs.example.com', service: 'shop/web:80' },
      error:
        'the configuration has both logs.url and logs.service | expected: one way to the log store | do:       take one of them out',
    },
    {
      what: 'credentials, which the API server does not pass on',
      settings: { auth: { username: 'ada' } },
      error:
        'the configuration has credentials for service logging/victorialogs:9428, and the API server passes none on | expected: credentials of the log store to reach it | do:       set logs.url to an address that can be reached from where the suite runs',
    },
  ])
    it(`is not found by ${what}`, async () => {
      expect(await found(settings)).to.equal(`LOG_STORE_CONFIG: ${error}`);
    });
});

describe('The permissions for the log store', () => {
  const rights = (settings: object) =>
    storeRights(settingsOf(settings)).map(({ resource, scope, names }) => ({ resource, scope, names: names?.length }));

  it('are to ask Services with usual names, by name', () => {
    const [services, proxy] = rights({});
    expect(services).to.deep.equal({ resource: 'services', scope: 'cluster', names: undefined });
    expect(proxy).to.include({ resource: 'services/proxy', scope: 'cluster' });
    expect(proxy?.names).to.be.above(20);
  });

  it('are for the configured Service alone, and for no Service with an address', () => {
    expect(rights({ service: 'a/b:80' })[1]).to.deep.equal({
      ...{ resource: 'services/proxy', scope: { namespace: 'a' }, names: 1 },
    });
    expect(rights({ url: 'http://a' })).to.deep.equal([]);
  });

  it('are for the Secret of a credential', () => {
    expect(rights({ url: 'http://a', auth: { bearerToken: 'secret:a/b/c', ca: 'file:/ca' } })).to.deep.equal([
      { resource: 'secrets', scope: { namespace: 'a' }, names: 1 },
    ]);
  });
});
