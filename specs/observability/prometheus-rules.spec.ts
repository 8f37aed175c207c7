import {
  alertsArrive,
  allowedText,
  check,
  firingAlerts,
  longestEvaluation,
  metrics,
  noCriticalAlert,
  rulesEvaluate,
} from 'shakedown';

describe('Prometheus judges, and alerts arrive', () => {
  check(
    'every rule of Prometheus is evaluated without an error, within its interval',
    { id: 'observability/rules', uses: [metrics] },
    async ({ cluster, metrics, measure }) => {
      const { seen } = await cluster.until(rulesEvaluate(await metrics.prometheus()));
      if (!('groups' in seen)) return;
      measure({ id: 'groups', value: seen.groups.length, unit: 'count' });
      measure({ id: 'rules', value: seen.groups.flatMap(({ rules }) => rules).length, unit: 'count' });
      measure({ id: 'longest-evaluation', value: longestEvaluation(seen.groups), unit: 'seconds' });
    },
  );

  check(
    'no critical alert fires, but those that are allowed',
    { id: 'observability/alerts', uses: [metrics] },
    async ({ cluster, config, metrics, measure, note }) => {
      const { seen } = await cluster.until(noCriticalAlert(await metrics.prometheus(), config.alerts));
      if (!('alerts' in seen)) return;
      const { firing, allowed } = firingAlerts(seen.alerts, config.alerts, seen.at);
      measure({ id: 'firing', value: firing, unit: 'count' });
      measure({ id: 'critical-allowed', value: allowed.length, unit: 'count' });
      allowed.map(allowedText).forEach(note);
    },
  );

  check(
    'alerts reach Alertmanager, and its receivers accept them',
    { id: 'observability/alertmanager', uses: [metrics] },
    async ({ cluster, config, metrics, note }) => {
      const [prometheus, alertmanager] = [await metrics.prometheus(), await metrics.alertmanager()];
      const { remark } = await cluster.until(alertsArrive(prometheus, alertmanager, config));
      if (alertmanager.remark) note(alertmanager.remark);
      if (remark !== undefined) note(remark);
    },
  );
});
