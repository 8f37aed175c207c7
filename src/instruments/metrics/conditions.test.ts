import { expect } from 'chai';
import {
  FakeApiServer,
  listOf,
  status,
  type FakeApi,
  type Reply,
} from '../../../test/fake-api-server/fake-api-server.ts';
import { until } from '../../conditions/waiting/until.ts';
import type { Condition } from '../../conditions/waiting/condition.ts';
import { configSchema } from '../../config/schema.ts';
import { jumpingClock } from '../../time/clock.ts';
import { alertsArrive } from './alerts/alerts-arrive.ts';
import { noCriticalAlert } from './alerts/no-critical-alert.ts';
import type { AlertmanagerApi } from './api/alertmanager-api.ts';
import type { PrometheusApi } from './api/prometheus-api.ts';
import { metricsApiAnswers } from './apis/metrics-api.ts';
import { metricIsFresh } from './fresh/metric-is-fresh.ts';
import { target } from './jobs/target.fixture.ts';
import { findAlertmanager, findPrometheus } from './metrics.ts';
import { success, withPrometheus } from './metrics.fixture.ts';
import { monitorKinds } from './monitors/monitor.ts';
import { monitorIsPickedUp } from './monitors/monitor-is-picked-up.ts';
import { ownMetricArrives } from './own/own-metric.ts';
import { jobsHaveTargets } from './pools/jobs-have-targets.ts';
import { rulesEvaluate } from './rules/rules-evaluate.ts';

const { signal } = new AbortController();
const config = configSchema.parse({});
const vector = (...values: number[]) =>
  success({ resultType: 'vector', result: values.map((value) => ({ metric: {}, value: [0, String(value)] })) });

/** The first line of what a condition comes to, `met` when it is met. */
async function outcome<T>(
  routes: NonNullable<FakeApi['routes']>,
  condition: (prometheus: PrometheusApi, alertmanager: AlertmanagerApi) => Condition<T>,
): Promise<string> {
  await using api = await FakeApiServer.start({ routes });
  const cluster = api.door({ clock: jumpingClock() });
  try {
    const [prometheus, alertmanager] = [
      await findPrometheus(cluster, config, signal),
      await findAlertmanager(cluster, config, signal),
    ];
    if ('absent' in prometheus || 'absent' in alertmanager) throw new Error('not found');
    await until(cluster, condition(prometheus.api, alertmanager.api), { withinMs: 20_000, signal });
    return 'met';
  } catch (error) {
    return (error as Error).message.split('\n')[0] ?? '';
  } finally {
    await cluster.close();
  }
}

/** Routes of a cluster with both servers. */
function both(prometheus: Record<string, Reply>, alertmanager: Record<string, Reply> = {}, more: object = {}) {
  const proxy = '/api/v1/namespaces/monitoring/services/alertmanager%3A9093/proxy';
  const services = [
    { metadata: { namespace: 'monitoring', name: 'prometheus' }, spec: { ports: [{ port: 9090 }] } },
    { metadata: { namespace: 'monitoring', name: 'alertmanager' }, spec: { ports: [{ port: 9093 }] } },
  ];
  const routes = Object.entries(alertmanager).map(([path, reply]) => [`${proxy}${path}`, reply] as const);
  return {
    ...withPrometheus(prometheus),
    ...Object.fromEntries(routes),
    '/api/v1/services': listOf('1', services),
    ...more,
  };
}

describe('A condition of Prometheus', () => {
  const targets = success({ activeTargets: [target()], droppedTargetCounts: { shop: 4 } });

  it('reads scrape jobs and their targets', async () => {
    const routes = (...scrapePools: string[]) =>
      both({ '/api/v1/targets': targets, '/api/v1/scrape_pools': success({ scrapePools }) });
    expect(await outcome(routes('web'), (prometheus) => jobsHaveTargets(prometheus, []))).to.equal('met');
    expect(await outcome(routes('web', 'shop'), (prometheus) => jobsHaveTargets(prometheus, []))).to.equal(
      'WAIT_TOO_LONG: no active target: scrape job shop (its relabelling drops all 4 targets that it finds)',
    );
  });

  it('reads rules', async () => {
    const group = (health: string) =>
      success({ groups: [{ name: 'g', rules: [{ name: 'r', health, lastError: 'e' }] }] });
    expect(await outcome(both({ '/api/v1/rules': group('ok') }), rulesEvaluate)).to.equal('met');
    expect(await outcome(both({ '/api/v1/rules': group('err') }), rulesEvaluate)).to.equal(
      'WAIT_TOO_LONG: alerting rule r of group g fails: e',
    );
    expect(await outcome(both({}), rulesEvaluate)).to.match(
      /^WAIT_DOES_NOT_APPLY: its rules cannot be read: .*\(404\)$/,
    );
  });

  it('reads alerts', async () => {
    const alerts = [{ labels: { alertname: 'A', severity: 'critical' }, state: 'firing' }];
    const condition = (prometheus: PrometheusApi) => noCriticalAlert(prometheus, config.alerts);
    expect(await outcome(both({ '/api/v1/alerts': success({ alerts: [] }) }), condition)).to.equal('met');
    expect(await outcome(both({ '/api/v1/alerts': success({ alerts }) }), condition)).to.equal(
      'WAIT_TOO_LONG: alert A fires',
    );
  });

  it('reads the age of a metric, also of one that has ended', async () => {
    const expected = { name: 'shop', metric: 'orders', isConfigured: true };
    const condition = (prometheus: PrometheusApi) => metricIsFresh(prometheus, expected);
    const replies = { '/api/v1/targets': targets };
    expect(await outcome(both({ ...replies, '/api/v1/query': vector(12) }), condition)).to.equal('met');
    expect(await outcome(both({ ...replies, '/api/v1/query': vector(312) }), condition)).to.equal(
      'WAIT_TOO_LONG: the newest sample of orders is 5m12s old, and it is scraped every 15.0 s',
    );
    expect(await outcome(both({ ...replies, '/api/v1/query': vector() }), condition)).to.equal(
      'WAIT_TOO_LONG: Prometheus has no sample of orders in the last 6 hours',
    );
  });

  it('follows alerts to Alertmanager and its receivers', async () => {
    const watchdog = (state: string) => ({
      '/api/v1/rules': success({ groups: [{ name: 'g', rules: [{ name: 'Watchdog', type: 'alerting' }] }] }),
      '/api/v1/alerts': success({ alerts: [{ labels: { alertname: 'Watchdog' }, state }] }),
      '/api/v1/query': vector(),
    });
    const arrived = (...names: string[]): Record<string, Reply> => ({
      '/api/v2/alerts': { body: names.map((alertname) => ({ labels: { alertname } })) },
      '/metrics': { body: 'alertmanager_notification_requests_total{integration="webhook"} 3\n' },
    });
    const condition = (prometheus: PrometheusApi, alertmanager: AlertmanagerApi) =>
      alertsArrive(prometheus, alertmanager, config);
    expect(await outcome(both(watchdog('firing'), arrived('Watchdog')), condition)).to.equal('met');
    expect(await outcome(both(watchdog('firing'), arrived('Other')), condition)).to.equal(
      'WAIT_TOO_LONG: alert Watchdog fires in Prometheus and has not reached service monitoring/alertmanager:9093 through the API server',
    );
    expect(await outcome(both(watchdog('inactive'), arrived()), condition)).to.match(/Watchdog does not fire/);
    const away = status(503, 'ServiceUnavailable', 'no endpoints available');
    expect(await outcome(both(watchdog('firing'), { '/api/v2/alerts': away }), condition)).to.equal(
      'WAIT_TOO_LONG: service monitoring/alertmanager:9093 cannot be reached: 503 ServiceUnavailable: no endpoints available',
    );
  }).timeout(20_000);

  it('follows a value of the suite', async () => {
    const app = { namespace: 'lab', name: 'own' };
    const pods = { '/api/v1/namespaces/lab/pods': listOf('1', []) };
    const condition = (prometheus: PrometheusApi) =>
      ownMetricArrives(prometheus, { app, path: '/p', value: 5 }, config.prometheus);
    const replies = (value: Reply, yaml: string) => ({
      ...{ '/api/v1/targets': targets, '/api/v1/query': value },
      '/api/v1/status/config': success({ yaml }),
    });
    expect(await outcome(both(replies(vector(5), ''), {}, pods), condition)).to.equal('met');
    expect(await outcome(both(replies(vector(4), ''), {}, pods), condition)).to.equal(
      'WAIT_TOO_LONG: the app has counted 5, and Prometheus has 4',
    );
    expect(await outcome(both(replies(vector(), 'scrape_configs: []'), {}, pods), condition)).to.match(
      /^WAIT_DOES_NOT_APPLY: no scrape job looks for pods with these annotations/,
    );
  });

  it('asks whether a monitor is picked up', async () => {
    const monitors = '/apis/monitoring.coreos.com/v1/servicemonitors';
    const monitor = { metadata: { namespace: 'monitoring', name: 'web' }, spec: { selector: {}, endpoints: [] } };
    const condition = (prometheus: PrometheusApi) =>
      monitorIsPickedUp(prometheus, monitorKinds.serviceMonitors, { namespace: 'monitoring', name: 'web' });
    const routes = (...scrapePools: string[]) =>
      both(
        { '/api/v1/scrape_pools': success({ scrapePools }) },
        {},
        {
          [monitors]: listOf('1', [monitor]),
        },
      );
    expect(await outcome(routes('serviceMonitor/monitoring/web/0'), condition)).to.equal('met');
    expect(await outcome(routes('serviceMonitor/monitoring/web-2/0'), condition)).to.equal(
      'WAIT_TOO_LONG: Prometheus has not picked it up: it has no scrape job of it',
    );
    const beside = (prometheus: PrometheusApi) => condition({ ...prometheus, others: ['apps/prometheus'] });
    expect(await outcome(routes(), beside)).to.match(
      /^WAIT_UNJUDGED: whether it is picked up is not known: .* has not picked it up, and apps\/prometheus is not asked/,
    );
  });
});

describe('The APIs for metrics', () => {
  const metrics = [{ type: 'External', external: { metric: { name: 'queue' }, target: {} } }];
  const hpas = [{ metadata: { namespace: 'shop', name: 'web' }, spec: { metrics } }] as never;
  const root = '/apis/external.metrics.k8s.io/v1beta1';
  const asked = (answer: Reply) =>
    outcome(both({}, {}, { [root]: { body: {} }, [`${root}/namespaces/shop/queue`]: answer }), () =>
      metricsApiAnswers('external', hpas),
    );

  it('are asked what HPAs ask', async () => {
    expect(await asked({ body: { items: [{ value: '3' }] } })).to.equal('met');
    expect(await asked({ body: { items: [] } })).to.equal(
      'WAIT_TOO_LONG: hpa shop/web asks for queue: there is no value',
    );
    expect(await asked(status(403, 'Forbidden', 'no'))).to.match(
      /^WAIT_UNJUDGED: the account of the suite may not ask/,
    );
    expect(await outcome(both({}), () => metricsApiAnswers('external', hpas))).to.match(
      /^WAIT_TOO_LONG: external\.metrics\.k8s\.io\/v1beta1 does not answer, and 1 question of HPAs needs it: 404/,
    );
    expect(await outcome(both({}), () => metricsApiAnswers('external', []))).to.equal('met');
  });
});
