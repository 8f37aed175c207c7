import { expect } from 'chai';
import type { AlertmanagerApi } from '../api/alertmanager-api.ts';
import type { PrometheusApi } from '../api/prometheus-api.ts';
import { alertsArrive } from './alerts-arrive.ts';

const { signal } = new AbortController();
const watchdog = { alertname: 'Watchdog', severity: 'none' };
const served = <T>(value: T) => Promise.resolve({ served: true as const, value });
const prometheus = {
  rules: () => served([{ rules: [{ type: 'alerting', name: 'Watchdog' }] }]),
  alerts: () => served([{ state: 'firing', labels: watchdog }]),
  config: () => served('global:\n  external_labels:\n    cluster: ours\n'),
  query: () => Promise.resolve([]),
} as unknown as PrometheusApi;

async function watchdogsWith(arrived: Readonly<Record<string, string>>[]) {
  const alertmanager: AlertmanagerApi = {
    ...{ name: 'AM', byHand: (path: string) => path },
    alerts: () => Promise.resolve(arrived),
    notifications: () => Promise.resolve([]),
  };
  const config = { alerts: { watchdog: '^Watchdog$' }, prometheus: { window: '10m' } } as never;
  const { watchdogs } = await alertsArrive(prometheus, alertmanager, config).read({ signal } as never);
  return watchdogs;
}

describe('An alert that always fires', () => {
  it('has arrived when Alertmanager has it from this Prometheus', async () => {
    expect(await watchdogsWith([{ ...watchdog, cluster: 'ours' }])).to.deep.equal([
      { name: 'Watchdog', fires: true, arrived: true },
    ]);
  });

  it('has not arrived when an Alertmanager that clusters share has it from another one', async () => {
    expect(await watchdogsWith([{ ...watchdog, cluster: 'theirs' }])).to.deep.equal([
      { name: 'Watchdog', fires: true, arrived: false },
    ]);
    expect(await watchdogsWith([])).to.deep.equal([{ name: 'Watchdog', fires: true, arrived: false }]);
  });
});
