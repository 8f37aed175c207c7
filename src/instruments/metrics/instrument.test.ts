import { expect } from 'chai';
import { FakeApiServer, status, type FakeApi, type Reply } from '../../../test/fake-api-server/fake-api-server.ts';
import { until } from '../../conditions/waiting/until.ts';
import { configSchema } from '../../config/schema.ts';
import { makeObjects } from '../../objects/objects.ts';
import { jumpingClock } from '../../time/clock.ts';
import { outsideOfChecks } from '../contract/check-scope.ts';
import { metrics } from './instrument.ts';
import { scrapeJobs } from './jobs/find-jobs.ts';
import { scrapeJobSucceeds } from './jobs/scrape-job.ts';
import { scrapesTargets } from './jobs/scrapes.ts';
import { refusing, target } from './jobs/target.fixture.ts';
import type { Metrics } from './metrics.ts';
import { success, withPrometheus } from './metrics.fixture.ts';

const { signal } = new AbortController();
const through = 'service monitoring/prometheus:9090 through the API server';

/** What something comes to with the tool of a check, or the message of its error. */
async function using<T>(
  routes: NonNullable<FakeApi['routes']>,
  work: (tool: Metrics, wait: (condition: never) => Promise<unknown>) => Promise<T>,
  prometheus: object = {},
): Promise<T | string> {
  await using api = await FakeApiServer.start({ routes });
  const cluster = api.door({ clock: jumpingClock(new Date('2026-01-01T01:00:00Z')) });
  const config = configSchema.parse({ prometheus });
  const objects = makeObjects({ cluster, config, runId: 'r' });
  const tool = metrics.make({ cluster, config, objects, signal }).forCheck(outsideOfChecks(signal));
  try {
    return await work(tool, (condition) => until(cluster, condition, { withinMs: 60_000, signal }));
  } catch (error) {
    return (error as Error).message;
  } finally {
    await cluster.close();
  }
}

describe('The instrument metrics', () => {
  const found = (prometheus: object, routes = withPrometheus({})) =>
    using(routes, async (tool) => (await tool.prometheus()).name, prometheus);

  it('finds Prometheus in the cluster', async () => {
    expect(await found({})).to.equal(through);
  });

  it('says what it looked for when there is none', async () => {
    expect(await found({}, { '/api/v1/services': { body: { metadata: {}, items: [] } } })).to.equal(
      'no Service has the labels or a usual name of Prometheus; prometheus.service or prometheus.url names one',
    );
  });

  it('reads the path of the API from the object of prometheus-operator, unless the configuration says it', async () => {
    const prometheus = (spec: object) => ({
      ...withPrometheus({}),
      '/api/v1/services': {
        body: {
          metadata: {},
          items: [
            {
              metadata: { namespace: 'monitoring', name: 'prometheus' },
              spec: { selector: { prometheus: 'main' }, ports: [{ name: 'web', port: 9090 }] },
            },
          ],
        },
      },
      '/apis/monitoring.coreos.com/v1/prometheuses': {
        body: { metadata: {}, items: [{ metadata: { namespace: 'monitoring', name: 'main' }, spec }] },
      },
    });
    const asked = (spec: object, settings: object = {}) =>
      using(prometheus(spec), async (tool) => (await tool.prometheus()).byHand('/api/v1/query'), settings);
    const proxy = "kubectl get --raw '/api/v1/namespaces/monitoring/services/prometheus:9090/proxy";
    expect(await asked({ routePrefix: '/prom/' })).to.equal(`${proxy}/prom/api/v1/query'`);
    expect(await asked({ routePrefix: '/' })).to.equal(`${proxy}/api/v1/query'`);
    expect(await asked({ routePrefix: '/prom' }, { path: '/own' })).to.equal(`${proxy}/own/api/v1/query'`);
    const named = { service: 'monitoring/prometheus' };
    expect(await asked({ routePrefix: '/prom' }, named)).to.equal(`${proxy}/prom/api/v1/query'`);
    expect(await asked({ listenLocal: true })).to.equal(
      'Prometheus monitoring/main listens on the loopback address of its pods alone (listenLocal): ' +
        'set prometheus.url to an address that leads to it',
    );
  });

  it('says which setting names the one of OpenShift, which wants a token', async () => {
    const annotations = { 'service.beta.openshift.io/serving-cert-secret-name': 'prometheus-k8s-tls' };
    const guarded = {
      metadata: { namespace: 'openshift-monitoring', name: 'prometheus-k8s', annotations },
      spec: { ports: [{ name: 'web', port: 9091 }] },
    };
    expect(await found({}, { '/api/v1/services': { body: { metadata: {}, items: [guarded] } } })).to.equal(
      'Prometheus at service openshift-monitoring/prometheus-k8s:9091 wants a token, which the API server does not pass on: ' +
        'set prometheus.url to the address of its Route, with prometheus.auth.bearerToken',
    );
  });

  it('takes the Service and the address that the configuration names', async () => {
    expect(await found({ service: 'shop/web:80' })).to.equal('service shop/web:80 through the API server');
    expect(await found({ url: 'https://mimir.example.com/prometheus/' })).to.equal(
      'https://mimir.example.com/prometheus',
    );
  });

  for (const [what, prometheus, message] of [
    ['a Service that does not exist', { service: 'shop/p8s' }, 'service shop/p8s does not exist'],
    ['a port that it has not', { service: 'shop/web:9090' }, 'service shop/web has no port 9090; it has 80'],
    [
      'two ways',
      { service: 'a/b', url: 'http://c' },
      'the configuration has both prometheus.url and prometheus.service',
    ],
    [
      'credentials that the API server does not pass on',
      { auth: { bearerToken: 'file:/token' } },
      'the configuration has credentials for service monitoring/prometheus:9090, and the API server passes none on',
    ],
    [
      'a token in a file that is not there',
      { url: 'http://c', auth: { bearerToken: 'file:/no/such/token' } },
      '/no/such/token does not exist (ENOENT)',
    ],
  ] as const)
    it(`refuses ${what}`, async () => {
      const [first] = (await found(prometheus)).split('\n');
      expect(first).to.equal(`METRICS_CONFIG: ${message}`);
    });

  it('asks once for checks that ask at the same time', async () => {
    await using api = await FakeApiServer.start({
      routes: withPrometheus({ '/api/v1/targets': success({ activeTargets: [] }) }),
    });
    const cluster = api.door();
    const config = configSchema.parse({});
    const made = metrics.make({ cluster, config, objects: makeObjects({ cluster, config, runId: 'r' }), signal });
    const tools = [1, 2, 3].map(() => made.forCheck(outsideOfChecks(signal)));
    await Promise.all(tools.map(async (tool) => (await tool.prometheus()).targets(signal)));
    expect(api.asked).to.have.lengthOf(3);
    await cluster.close();
  });
});

describe('A server of several tenants', () => {
  const enforcing: Reply = (request, response) => {
    const isAllowed = request.headers['x-scope-orgid'] === 'team-a';
    response
      .writeHead(isAllowed ? 200 : 401)
      .end(isAllowed ? '{"status":"success","data":{"resultType":"vector","result":[]}}' : 'no org id\n');
  };
  const secret = { body: { metadata: { name: 'tenant' }, data: { name: Buffer.from('team-a').toString('base64') } } };
  const asked = (prometheus: object) =>
    using(
      { ...withPrometheus({ '/api/v1/query': enforcing }), '/api/v1/namespaces/monitoring/secrets/tenant': secret },
      async (tool) => (await tool.prometheus()).query('up', signal),
      prometheus,
    );

  it('is asked with the name of a tenant from a Secret', async () => {
    expect(await asked({ headers: { 'X-Scope-OrgID': 'secret:monitoring/tenant/name' } })).to.deep.equal([]);
  });

  it('that refuses is told with what it was asked with', async () => {
    const refusal = async (prometheus: object) => {
      const answer = await asked(prometheus);
      return typeof answer === 'string' ? answer.split('\n')[0] : answer;
    };
    const wants = `METRICS_TENANT: ${through} wants the name of a tenant, or another one (401: no org id)`;
    expect(await refusal({})).to.equal(`${wants}, asked without credentials, and without a header`);
    expect(await refusal({ headers: { 'X-Scope-OrgID': 'b' } })).to.equal(
      `${wants}, asked with the header X-Scope-OrgID`,
    );
  });
});

describe('A scrape job is waited for', () => {
  const targets = (...activeTargets: object[]) => success({ activeTargets });
  const vector = (...result: object[]) => success({ resultType: 'vector', result });
  const judged = (replies: Parameters<typeof withPrometheus>[0]) =>
    using(withPrometheus(replies), async (tool, wait) =>
      wait(scrapeJobSucceeds(await tool.prometheus(), 'web') as never),
    );

  it('until its targets succeed', async () => {
    const failing = refusing('10.0.0.1:80');
    const seen = await judged({
      '/api/v1/targets': [targets(failing), targets(failing), targets(target({ labels: failing.labels }))],
      '/api/v1/query': [vector()],
    });
    expect(seen).to.deep.include({ looks: 3 });
  });

  it('until the time is over, and then with since when it has failed', async () => {
    const failing = refusing('10.0.0.1:80');
    const last = { metric: failing.labels, value: [0, String(Date.now() / 1_000 - 30)] };
    const message = String(await judged({ '/api/v1/targets': [targets(failing)], '/api/v1/query': [vector(last)] }));
    expect(message.split('\n')[0]).to.match(
      /^WAIT_TOO_LONG: 1 of 1 target fails: http:\/\/10\.0\.0\.1:80\/metrics: dial tcp 10\.0\.0\.1:80: connect: connection refused, for \S+/,
    );
  });

  it('and is not judged when a target came up shortly before the end', async () => {
    const late = refusing('10.0.0.2:80');
    const replies = Array.from({ length: 18 }, () => targets(target({ health: 'unknown' })));
    const message = String(
      await judged({ '/api/v1/targets': [...replies, targets(target(), late)], '/api/v1/query': [vector()] }),
    );
    expect(message.split('\n')[0]).to.equal(
      'WAIT_UNJUDGED: http://10.0.0.2:80/metrics has only just come up, and fails: dial tcp 10.0.0.2:80: connect: connection refused',
    );
  });

  it('and a missing permission is no failure of the cluster', async () => {
    const refused = status(403, 'Forbidden', 'services "prometheus:9090" is forbidden');
    const message = String(await judged({ '/api/v1/targets': [refused] }));
    expect(message).to.equal(
      'METRICS_NO_RIGHT: service monitoring/prometheus:9090 may not be asked: the account of the suite lacks get services/proxy for it\n' +
        '  expected: the permission to ask prometheus through the API server\n' +
        '  do:       set prometheus.service, and grant what `shakedown plugin --rbac` writes',
    );
  });

  it('and a Prometheus that is away is reported once, by its own check', async () => {
    const away = status(503, 'ServiceUnavailable', 'no endpoints available for service "prometheus:9090"');
    const routes = withPrometheus({ '/api/v1/targets': [away] });
    const own = String(
      await using(routes, async (tool, wait) => wait(scrapesTargets(await tool.prometheus(), []) as never)),
    );
    const seen =
      'service monitoring/prometheus:9090 cannot be reached: 503 ServiceUnavailable: no endpoints available for service "prometheus:9090"';
    expect(own.split('\n')[0]).to.equal(`WAIT_TOO_LONG: ${seen}`);
    const job = String(
      await using(routes, async (tool, wait) => wait(scrapeJobSucceeds(await tool.prometheus(), 'web') as never)),
    );
    expect(job.split('\n')[0]).to.equal(`WAIT_UNJUDGED: ${seen}`);
  }).timeout(10_000);
});

describe('The scrape jobs', () => {
  const config = configSchema.parse({});
  const jobs = async (routes: NonNullable<FakeApi['routes']>) => {
    await using api = await FakeApiServer.start({ routes });
    const cluster = api.door();
    const found = await scrapeJobs.find({ cluster, config, signal });
    await cluster.close();
    return found.map(({ name }) => name);
  };

  it('are those with an active target', async () => {
    const activeTargets = [target(), target({ scrapePool: 'kubelet' })];
    expect(await jobs(withPrometheus({ '/api/v1/targets': success({ activeTargets }) }))).to.deep.equal([
      ...['kubelet', 'web'],
    ]);
  });

  it('are none without Prometheus, and where it does not serve targets', async () => {
    expect(await jobs({ '/api/v1/services': { body: { metadata: {}, items: [] } } })).to.deep.equal([]);
    expect(await jobs(withPrometheus({}))).to.deep.equal([]);
  });
});
