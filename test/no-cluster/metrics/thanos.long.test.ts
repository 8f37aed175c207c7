import { expect } from 'chai';
import pino from 'pino';
import type { Condition } from '../../../src/conditions/waiting/condition.ts';
import { configSchema } from '../../../src/config/schema.ts';
import { noCriticalAlert } from '../../../src/instruments/metrics/alerts/no-critical-alert.ts';
import type { PrometheusApi } from '../../../src/instruments/metrics/api/prometheus-api.ts';
import { metricIsFresh } from '../../../src/instruments/metrics/fresh/metric-is-fresh.ts';
import { scrapeJobSucceeds } from '../../../src/instruments/metrics/jobs/scrape-job.ts';
import { scrapesTargets } from '../../../src/instruments/metrics/jobs/scrapes.ts';
import { jobsHaveTargets } from '../../../src/instruments/metrics/pools/jobs-have-targets.ts';
import { rulesEvaluate } from '../../../src/instruments/metrics/rules/rules-evaluate.ts';
import { createApp, type App } from '../../../workloads/target-app/app.ts';
import { readKnobs } from '../../../workloads/target-app/knobs.ts';
import { requestMetrics } from '../../../workloads/target-app/request-metrics.ts';
import { FakeApiServer } from '../../fake-api-server/fake-api-server.ts';
import { freePort } from '../../free-port.ts';
import { outcomeOf } from './outcome.ts';
import { startThanos, type Thanos } from './thanos.ts';

const { alerts } = configSchema.parse({});
const TENANT = { 'THANOS-TENANT': 'team-a' };
const JOBS = ['app', 'closed'].map((name) => ({ name, id: name }));
const RULES = {
  groups: [
    {
      name: 'shop',
      rules: [
        { record: 'shop:requests:sum', expr: 'sum(http_requests_total)' },
        { alert: 'NothingSold', expr: 'vector(1)', labels: { severity: 'critical' } },
      ],
    },
  ],
};

describe('The checks of Prometheus on Thanos, with a tenant', function () {
  this.timeout(1_800_000);
  let app: App;
  let server: Thanos;
  let api: FakeApiServer;

  before(async () => {
    app = createApp(readKnobs(['--port=0', '--drain=0s'], {}), requestMetrics('v1'), pino({ level: 'silent' }));
    const port = await app.listen();
    await fetch(`http://127.0.0.1:${port}/first`);
    const jobs = { app: [`127.0.0.1:${port}`], closed: [`127.0.0.1:${await freePort()}`] };
    server = await startThanos({ tenant: 'team-a', jobs, rules: RULES });
    api = await FakeApiServer.start({ routes: {} });
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    await api[Symbol.asyncDispose]();
    await app.leave();
  });

  const outcome = (
    condition: (prometheus: PrometheusApi) => Condition | Promise<Condition>,
    { headers = TENANT, seconds = 20, url = server.url }: { headers?: object; seconds?: number; url?: string } = {},
  ) => outcomeOf(api, condition, { settings: { url, headers }, seconds });
  const fresh = (prometheus: PrometheusApi) =>
    metricIsFresh(prometheus, { name: 'app', metric: 'http_requests_total', isConfigured: true });

  it('read the targets of its sidecars', async () => {
    expect(await outcome((prometheus) => scrapeJobSucceeds(prometheus, 'app'))).to.equal('met');
    expect(await outcome((prometheus) => scrapeJobSucceeds(prometheus, 'closed'), { seconds: 8 })).to.match(
      /fails?: http:\/\/127\.0\.0\.1:\d+\/metrics: .*connection refused, for /,
    );
  });

  it('see that samples of the tenant are stored, and fresh', async () => {
    expect(await outcome((prometheus) => scrapesTargets(prometheus, JOBS))).to.equal('met');
    expect(await outcome(fresh)).to.equal('met');
  });

  it('read the rules and alerts of its sidecars', async () => {
    expect(await outcome(rulesEvaluate)).to.equal('met');
    expect(await outcome((prometheus) => noCriticalAlert(prometheus, alerts), { seconds: 8 })).to.match(
      /alert NothingSold fires/,
    );
  });

  it('skip what it does not serve, with that fact', async () => {
    expect(await outcome((prometheus) => jobsHaveTargets(prometheus, []))).to.match(
      /its scrape jobs cannot be read: .* does not serve \/api\/v1\/scrape_pools \(404\)/,
    );
  });

  for (const { what, headers } of [
    { what: 'another tenant', headers: { 'THANOS-TENANT': 'team-b' } },
    { what: 'no tenant', headers: {} },
  ])
    it(`do not pass as ${what}, and say that`, async () => {
      const asked = Object.keys(headers).map((name) => `, asked with ${name} (prometheus.headers)`);
      const seen = await outcome((prometheus) => scrapesTargets(prometheus, JOBS), { headers, seconds: 8 });
      expect(seen).to.match(/^WAIT_TOO_LONG: it scrapes \d targets, and stores no sample of them/);
      expect(seen.endsWith(`stores no sample of them${asked.join('')}`), seen).to.equal(true);
      expect(await outcome(fresh, { headers, seconds: 8 })).to.equal(
        'WAIT_TOO_LONG: Prometheus has no sample of http_requests_total in the last 6 hours',
      );
    });

  it('say that the name of a tenant is refused', async () => {
    expect(await outcome(fresh, { headers: { 'THANOS-TENANT': '../team-a' }, seconds: 8 })).to.match(
      /^METRICS_TENANT: .* wants the name of a tenant, or another one \(4\d\d: tenant name not valid\), asked with the header THANOS-TENANT$/,
    );
  });

  it('do not pass on a querier to which nothing is connected', async () => {
    const at = { url: server.emptyUrl, seconds: 8 };
    const seen = await outcome((prometheus) => scrapesTargets(prometheus, JOBS), at);
    expect(seen).to.include('it has no active target: it scrapes nothing, asked with THANOS-TENANT');
  });

  it('are inconclusive when one of its stores does not answer', async () => {
    await server.stopSecond();
    for (const condition of [
      (prometheus: PrometheusApi) => scrapesTargets(prometheus, JOBS),
      (prometheus: PrometheusApi) => scrapeJobSucceeds(prometheus, 'app'),
      fresh,
      rulesEvaluate,
    ])
      expect(await outcome(condition, { seconds: 6 })).to.match(
        /^WAIT_UNJUDGED: .* answers \/api\/v1\/\w+ incompletely: /,
      );
  });
});
