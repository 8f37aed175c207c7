import { expect } from 'chai';
import { FakeApiServer, type Received, type Reply } from '../../../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../../../config/schema.ts';
import { target } from '../jobs/target.fixture.ts';
import { findPrometheus } from '../metrics.ts';
import { PROXY, success, withPrometheus } from '../metrics.fixture.ts';
import { LARGEST } from '../reach/reach.ts';
import type { PrometheusApi } from './prometheus-api.ts';

const { signal } = new AbortController();
const ofPool = (scrapePool: string, count: number) => Array.from({ length: count }, () => target({ scrapePool }));

/** A Prometheus whose answer with all targets, or with those of some jobs, is larger than is read. */
const targetsBut = (large: readonly string[], pools: Record<string, number>): Reply => {
  return (request, response) => {
    const pool = new URL(request.url ?? '', 'http://x').searchParams.get('scrapePool') ?? '';
    const isLarge = large.includes(pool);
    const activeTargets = Object.entries(pools).flatMap(([name, count]) =>
      pool === '' || pool === name ? ofPool(name, count) : [],
    );
    const data = { activeTargets, droppedTargetCounts: { [pool]: 1 } };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ status: 'success', data, padding: isLarge ? ' '.repeat(LARGEST) : '' }));
  };
};

/** What a Prometheus says, or the error, and what it was asked. */
async function asked<T>(routes: Record<string, Reply>, question: (prometheus: PrometheusApi) => Promise<T>) {
  await using api = await FakeApiServer.start({ routes: withPrometheus(routes) });
  const cluster = api.door();
  try {
    const found = await findPrometheus(cluster, configSchema.parse({}), signal);
    if ('absent' in found) throw new Error(found.absent);
    const said = await question(found.api).catch((error: unknown) =>
      (error as Error).message.replaceAll(/\n\s+/g, ' | '),
    );
    const paths = api.requests.filter(({ url }: Received) => url.startsWith(PROXY));
    return { said, paths: paths.map(({ url }: Received) => url.slice(PROXY.length)) };
  } finally {
    await cluster.close();
  }
}

describe('The active targets of Prometheus', () => {
  const pools = success({ scrapePools: ['a', 'b c'] });
  const ALL = '/api/v1/targets?state=active';

  it('are read job by job where one answer is too large, and from then on', async () => {
    const routes = { '/api/v1/targets': targetsBut([''], { a: 2, 'b c': 1 }), '/api/v1/scrape_pools': pools };
    const { said, paths } = await asked(routes, async (prometheus) => {
      const targets = await prometheus.targets(signal);
      return { targets, dropped: await prometheus.dropped(signal) };
    });
    expect(said).to.deep.equal({
      targets: { served: true, value: JSON.parse(JSON.stringify([...ofPool('a', 2), ...ofPool('b c', 1)])) },
      dropped: { a: 1, 'b c': 1 },
    });
    expect(paths).to.deep.equal([ALL, '/api/v1/scrape_pools', `${ALL}&scrapePool=a`, `${ALL}&scrapePool=b+c`]);
  });

  it('are told as too large where those of one job are', async () => {
    const routes = { '/api/v1/targets': targetsBut(['', 'a'], { a: 2 }), '/api/v1/scrape_pools': pools };
    const { said } = await asked(routes, (prometheus) => prometheus.targets(signal));
    expect(said).to.equal(
      'METRICS_TOO_LARGE: service monitoring/prometheus:9090 through the API server answers /api/v1/targets with more | ' +
        'expected: prometheus to answer with 32 MiB at most | ' +
        `do:       kubectl get --raw '/api/v1/namespaces/monitoring/services/prometheus:9090/proxy${ALL}&scrapePool=a'`,
    );
  });

  it('of one job are asked for alone, or taken from all that were just read', async () => {
    const routes = { '/api/v1/targets': targetsBut([], { a: 2, 'b c': 1 }), '/api/v1/scrape_pools': pools };
    const count = async (prometheus: PrometheusApi, pool: string) => {
      const answer = await prometheus.targetsOf(pool, signal);
      return answer.served ? answer.value.length : undefined;
    };
    const alone = await asked(routes, (prometheus) => count(prometheus, 'b c'));
    expect(alone).to.deep.equal({ said: 1, paths: [`${ALL}&scrapePool=b+c`] });
    const shared = await asked(routes, async (prometheus) => {
      await prometheus.targets(signal);
      return await count(prometheus, 'a');
    });
    expect(shared).to.deep.equal({ said: 2, paths: [ALL] });
  });
});
