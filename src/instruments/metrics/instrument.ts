import type { Right } from '../../cluster/rights/rights.ts';
import type { EndpointSettings } from '../../config/sections/endpoint.ts';
import { endpointRights } from '../../server-access/endpoint-rights.ts';
import { unlessAborted } from '../../time/unless-aborted.ts';
import type { Instrument } from '../contract/instrument.ts';
import { alertmanagerServices, prometheusServices, usualPorts, type KnownServices } from './find/known-services.ts';
import { operatorRight } from './find/operator-objects.ts';
import { scrapeFigures } from './jobs/scrape-figures.ts';
import { scrapeSeconds } from './jobs/scrape-interval.ts';
import { findAlertmanager, findPrometheus, type Metrics } from './metrics.ts';

/** Prometheus, Alertmanager, and what serves the same API, asked through the API server or directly. */
export const metrics: Instrument<Metrics> = {
  title: 'metrics',
  rights: [],
  configuredRights: ({ prometheus, alertmanager }) => [
    ...rightsOn(prometheus, prometheusServices),
    ...rightsOn(alertmanager, alertmanagerServices),
  ],
  trials: () => [],
  make: ({ cluster, config, signal: run }) => {
    const prometheus = once(() => findPrometheus(cluster, config, run));
    const alertmanager = once(() => findAlertmanager(cluster, config, run));
    return {
      forCheck: (scope) => ({
        prometheus: () =>
          scope.waiting('Prometheus is found', async (signal) => {
            const found = await unlessAborted(prometheus(), signal);
            return 'absent' in found ? scope.absent('prometheus', found.absent) : found.api;
          }),
        alertmanager: () =>
          scope.waiting('Alertmanager is found', async (signal) => {
            const found = await unlessAborted(alertmanager(), signal);
            return 'absent' in found ? scope.absent('alertmanager', found.absent) : found.api;
          }),
        scrapeInterval: (seen) => {
          const [target] = ('targets' in seen && seen.targets) || [];
          return scrapeSeconds(target ?? { scrapeInterval: '' });
        },
        scrapeFigures: (api, seen) =>
          scope.waiting('figures of the scrape job are read', (signal) =>
            scrapeFigures(api, seen, config.prometheus.window, signal),
          ),
      }),
    };
  },
};

/** The permissions to find a server, and to ask it. */
function rightsOn(endpoint: EndpointSettings, known: KnownServices): Right[] {
  const objects = endpoint.url === '' ? [operatorRight(known.operated)] : [];
  return [...endpointRights(endpoint, usualPorts(known)), ...objects];
}

/** Finds something once for all checks; after a failure, or when there was none, the next check tries again. */
function once<T extends object>(find: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined;
  return () => {
    if (found) return found;
    const begun = find();
    found = begun;
    const forget = () => {
      if (found === begun) found = undefined;
    };
    begun.then((one) => 'absent' in one && forget(), forget);
    return begun;
  };
}
