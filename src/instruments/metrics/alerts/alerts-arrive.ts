import type { Condition } from '../../../conditions/waiting/condition.ts';
import type { Config } from '../../../config/schema.ts';
import { milliseconds } from '../../../time/duration.ts';
import type { AlertmanagerApi, Notifications } from '../api/alertmanager-api.ts';
import { attempt } from '../api/attempt.ts';
import { MetricsError } from '../api/metrics-error.ts';
import type { PrometheusApi } from '../api/prometheus-api.ts';
import { externalLabelsIn, mayBe } from './external-labels.ts';
import { judgeDelivery, type DeliverySeen } from './judge-delivery.ts';

/** Alerts reach Alertmanager, and its receivers accept what it sends. */
export function alertsArrive(
  prometheus: PrometheusApi,
  alertmanager: AlertmanagerApi,
  { alerts, prometheus: { window } }: Pick<Config, 'alerts' | 'prometheus'>,
): Condition<DeliverySeen> {
  const isWatchdog = (name: string) => new RegExp(alerts.watchdog).test(name);
  return {
    title: 'alerts reach Alertmanager, and its receivers accept them',
    rights: [],
    todo: alertmanager.byHand('/api/v2/status'),
    read: async ({ signal }) => {
      const nothing = { alertmanager: alertmanager.name, watchdogs: [], notifications: [], span: '' };
      const arrived = await attempt(() => alertmanager.alerts(signal));
      if (arrived instanceof MetricsError) return { ...nothing, trouble: arrived.seen };
      const known = await attempt(() => watchdogsOf(prometheus, isWatchdog, signal));
      if (known instanceof MetricsError) return { ...nothing, prometheusTrouble: known.seen };
      return {
        alertmanager: alertmanager.name,
        watchdogs: known.map(({ name, sent }) => ({
          ...{ name, fires: sent.length > 0 },
          arrived: arrived.some((one) => sent.some((labels) => one['alertname'] === name && mayBe(one, labels))),
        })),
        ...(await sent(prometheus, alertmanager, `${Math.round(milliseconds(window) / 1_000)}s`, window, signal)),
      };
    },
    judge: judgeDelivery,
  };
}

/** The rules that always fire, and the labels with which the alerts of each are sent; none when it does not fire. */
async function watchdogsOf(
  prometheus: PrometheusApi,
  isWatchdog: (name: string) => boolean,
  signal: AbortSignal,
): Promise<{ name: string; sent: Readonly<Record<string, string>>[] }[]> {
  const [groups, alerts, config] = await Promise.all([
    prometheus.rules(signal),
    prometheus.alerts(signal),
    prometheus.config(signal),
  ]);
  if (!groups.served || !alerts.served) return [];
  const names = groups.value.flatMap(({ rules }) =>
    rules.filter(({ type }) => type === 'alerting').map(({ name }) => name),
  );
  const external = config.served ? externalLabelsIn(config.value) : {};
  const firing = alerts.value.filter(({ state }) => state === 'firing').map(({ labels }) => labels);
  return [...new Set(names.filter(isWatchdog))].map((name) => ({
    name,
    // A label of the alert itself wins over an external one.
    sent: firing.filter((labels) => labels['alertname'] === name).map((labels) => ({ ...external, ...labels })),
  }));
}

/** What Alertmanager has sent lately, as Prometheus has it, or since it started, as it says itself. */
async function sent(
  prometheus: PrometheusApi,
  alertmanager: AlertmanagerApi,
  range: string,
  window: string,
  signal: AbortSignal,
): Promise<{ notifications: readonly Notifications[]; span: string }> {
  const increase = (what: string) =>
    prometheus.query(
      `sum by (integration, receiver_name) (increase(alertmanager_notification_requests_${what}[${range}]))`,
      signal,
    );
  const both = await attempt(() => Promise.all([increase('total'), increase('failed_total')]));
  if (!(both instanceof MetricsError) && both[0].length > 0) {
    const [tried, failed] = both;
    const keyOf = (labels: Readonly<Record<string, string>>) => `${labels['integration']}/${labels['receiver_name']}`;
    const failures = new Map(failed.map(({ labels, value }) => [keyOf(labels), value]));
    const all = tried.map(({ labels, value }) => {
      const { integration = '', receiver_name: receiver } = labels;
      return { integration, ...(receiver && { receiver }), tried: value, failed: failures.get(keyOf(labels)) ?? 0 };
    });
    return { notifications: all.filter((one) => one.tried > 0), span: `in the last ${window}` };
  }
  const own = await attempt(() => alertmanager.notifications(signal));
  return { notifications: own instanceof MetricsError ? [] : own, span: 'since it started' };
}
