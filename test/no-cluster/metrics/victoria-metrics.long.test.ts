import { expect } from 'chai';
import type { Condition } from '../../../src/conditions/waiting/condition.ts';
import { metricIsFresh } from '../../../src/instruments/metrics/fresh/metric-is-fresh.ts';
import type { PrometheusApi } from '../../../src/instruments/metrics/api/prometheus-api.ts';
import { scrapeSeconds } from '../../../src/instruments/metrics/jobs/scrape-interval.ts';
import { scrapeJobSucceeds } from '../../../src/instruments/metrics/jobs/scrape-job.ts';
import { scrapesTargets } from '../../../src/instruments/metrics/jobs/scrapes.ts';
import { jobsHaveTargets } from '../../../src/instruments/metrics/pools/jobs-have-targets.ts';
import { rulesEvaluate } from '../../../src/instruments/metrics/rules/rules-evaluate.ts';
import pino from 'pino';
import { createApp, type App } from '../../../workloads/target-app/app.ts';
import { readKnobs } from '../../../workloads/target-app/knobs.ts';
import { requestMetrics } from '../../../workloads/target-app/request-metrics.ts';
import { FakeApiServer } from '../../fake-api-server/fake-api-server.ts';
import { outcomeOf } from './outcome.ts';
import { startVictoriaMetrics, type VictoriaMetrics } from './victoria-metrics.ts';
import { freePort } from '../../free-port.ts';

const { signal } = new AbortController();

describe('The checks of Prometheus on VictoriaMetrics', function () {
  this.timeout(600_000);
  let app: App;
  let appPort: number;
  let server: VictoriaMetrics;
  let api: FakeApiServer;

  before(async () => {
    const knobs = readKnobs(['--port=0', '--drain=0s'], {});
    app = createApp(knobs, requestMetrics('v1'), pino({ level: 'silent' }));
    appPort = await app.listen();
    await fetch(`http://127.0.0.1:${appPort}/first`);
    const jobs = { app: [`127.0.0.1:${appPort}`], closed: [`127.0.0.1:${await freePort()}`], empty: [] };
    server = await startVictoriaMetrics(jobs);
    api = await FakeApiServer.start({ routes: {} });
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    await api[Symbol.asyncDispose]();
    await app.leave();
  });

  /** What a condition comes to within so many seconds: `met`, or the first line of its error, with the settings that name the server. */
  async function outcome(
    condition: (prometheus: PrometheusApi) => Condition | Promise<Condition>,
    { seconds = 20, settings = {} }: { seconds?: number; settings?: object } = {},
  ): Promise<string> {
    const auth = { username: server.username, password: `file:${server.passwordFile}` };
    return outcomeOf(api, condition, { settings: { url: server.url, auth, ...settings }, seconds });
  }

  it('find a job whose target succeeds, with its scrape interval', async () => {
    expect(await outcome((prometheus) => scrapeJobSucceeds(prometheus, 'app'))).to.equal('met');
    let interval = 0;
    await outcome(async (prometheus) => {
      const targets = await prometheus.targets(signal);
      const own = targets.served ? targets.value.find(({ scrapePool }) => scrapePool === 'app') : undefined;
      interval = scrapeSeconds(own ?? { scrapeInterval: '' });
      return scrapeJobSucceeds(prometheus, 'app');
    });
    expect(interval).to.equal(1);
  });

  it('fail a job whose target refuses connections, with its last error', async () => {
    expect(await outcome((prometheus) => scrapeJobSucceeds(prometheus, 'closed'), { seconds: 8 })).to.match(
      /1 of 1 target fails: http:\/\/127\.0\.0\.1:\d+\/metrics: .*connection refused, for /,
    );
  });

  it('see that samples are stored, and fresh', async () => {
    const jobs = ['app', 'closed', 'empty'].map((name) => ({ name, id: name }));
    expect(await outcome((prometheus) => scrapesTargets(prometheus, jobs))).to.equal('met');
    const expected = { metric: 'http_requests_total', from: 'the target app' };
    expect(await outcome((prometheus) => metricIsFresh(prometheus, expected as never))).to.equal('met');
  });

  it('read back what an app has counted, as soon as it is scraped', async () => {
    const path = `/counted-${Date.now()}`;
    for (let times = 0; times < 3; times += 1) await fetch(`http://127.0.0.1:${appPort}${path}`);
    const counted = (prometheus: PrometheusApi): Condition<number | undefined> => ({
      title: 'three requests are counted',
      rights: [],
      read: async (look) => {
        void look.cluster;
        const query = `sum(http_requests_total{path="${path}"})`;
        return (await prometheus.query(query, signal, { fresh: true }))[0]?.value;
      },
      judge: (value) => (value === 3 ? { state: 'ready' } : { state: 'not yet', reason: `${value} are` }),
    });
    // Its own default hides the last 30 s of samples from queries.
    expect(await outcome(counted, { seconds: 15 })).to.equal('met');
  });

  it('skip what it does not serve, with that fact', async () => {
    expect(await outcome((prometheus) => jobsHaveTargets(prometheus, []))).to.match(
      /its scrape jobs cannot be read: .* does not serve \/api\/v1\/scrape_pools \(400\)/,
    );
    expect(await outcome(rulesEvaluate)).to.include('it has no rules');
  });

  it('say which setting is wrong', async () => {
    const ask = (settings: object) => outcome(rulesEvaluate, { settings, seconds: 5 });
    expect(await ask({ auth: {} })).to.include('METRICS_CREDENTIALS');
    expect(await ask({ url: server.url.replace(/\/metrics-store$/, '') })).to.include('METRICS_ANSWER');
  });
});
