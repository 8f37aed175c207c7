import type { Condition } from '../../../conditions/waiting/condition.ts';
import type { Config } from '../../../config/schema.ts';
import type { PrometheusApi } from '../api/prometheus-api.ts';
import { read } from '../api/read.ts';
import { judgeAlerts, type AlertsSeen } from './judge-alerts.ts';

/** No critical alert of Prometheus fires, but those that the configuration allows. */
export function noCriticalAlert(prometheus: PrometheusApi, policy: Config['alerts']): Condition<AlertsSeen> {
  return {
    title: 'no critical alert fires, but those that are allowed',
    rights: [],
    todo: prometheus.byHand('/api/v1/alerts'),
    read: (look) =>
      read(
        () => prometheus.alerts(look.signal),
        (alerts) => ({ at: look.date.getTime(), alerts }),
      ),
    judge: (seen) => judgeAlerts(seen, policy),
  };
}
