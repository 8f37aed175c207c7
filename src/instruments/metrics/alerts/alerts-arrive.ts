import type { Condition } from '../../../conditions/waiting/condition.ts';
import type { Config } from '../../../config/schema.ts';
import { milliseconds } from '../../../time/duration.ts';
import type { AlertmanagerApi, Notifications } from '../api/alertmanager-api.ts';
import { attempt } from '../api/attempt.ts';
import { MetricsError } from '../api/metrics-error.ts';
import type { PrometheusApi } from '../api/prometheus-api.ts';
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
      const arrived = await attempt(() => alertmanager.alertNames(signal));
      if (arrived instanceof MetricsError) return { ...nothing, trouble: arrived.seen };
      const known = await attempt(() => watchdogsOf(prometheus, isWatchdog, signal));
      if (known instanceof MetricsError) return { ...nothing, prometheusTrouble: known.seen };
      return {
        alertmanager: alertmanager.name,
        watchdogs: known.map(({ name, fires }) => ({ name, fires, arrived: arrived.has(name) })),
        ...(await sent(prometheus, alertmanager, `${Math.round(milliseconds(window) / 1_000)}s`, window, signal)),
      };
    },
    judge: judgeDelivery,
  };
}

/** The rules that always fire, and whether each does. */
async function watchdogsOf(
  prometheus: PrometheusApi,
  isWatchdog: (name: string) => boolean,
  signal: AbortSignal,
): Promise<{ name: string; fires: boolean }[]> {
  const [groups, alerts] = await Promise.all([prometheus.rules(signal), prometheus.alerts(signal)]);
  if (!groups.served || !alerts.served) return [];
  const names = groups.value.flatMap(({ rules }) =>
    rules.filter(({ type }) => type === 'alerting').map(({ name }) => name),
  );
  const firing = new Set(
    alerts.value.filter(({ state }) => state === 'firing').map(({ labels }) => labels['alertname']),
  );
  return [...new Set(names.filter(isWatchdog))].map((name) => ({ name, fires: firing.has(name) }));
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
    prometheus.query(`sum by (integration) (increase(alertmanager_notification_requests_${what}[${range}]))`, signal);
  const both = await attempt(() => Promise.all([increase('total'), increase('failed_total')]));
  if (!(both instanceof MetricsError) && both[0].length > 0) {
    const [tried, failed] = both;
    const failures = new Map(failed.map(({ labels, value }) => [labels['integration'], value]));
    const all = tried.map(({ labels, value }) => {
      const integration = labels['integration'] ?? '';
      return { integration, tried: value, failed: failures.get(integration) ?? 0 };
    });
    return { notifications: all.filter((one) => one.tried > 0), span: `in the last ${window}` };
  }
  const own = await attempt(() => alertmanager.notifications(signal));
  return { notifications: own instanceof MetricsError ? [] : own, span: 'since it started' };
}
