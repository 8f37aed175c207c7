import type { Right } from '../../cluster/rights/rights.ts';
import type { EndpointSettings } from '../../config/sections/endpoint.ts';
import { endpointRights } from '../../server-access/endpoint-rights.ts';
import { unlessAborted } from '../../time/unless-aborted.ts';
import type { CheckScope } from '../contract/check-scope.ts';
import type { Instrument } from '../contract/instrument.ts';
import { alertmanagerServices, prometheusServices, usualPorts, type KnownServices } from './find/known-services.ts';
import { operatorRight } from './find/operator-objects.ts';
import { scrapeFigures } from './jobs/scrape-figures.ts';
import { scrapeSeconds } from './jobs/scrape-interval.ts';
import { scrapingOf } from './own/scraping.ts';
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
  make: (context) => {
    const { cluster, config, signal: run } = context;
    const prometheus = once(() => findPrometheus(cluster, config, run));
    const alertmanager = once(() => findAlertmanager(cluster, config, run));
    const found = (scope: CheckScope) =>
      scope.waiting('Prometheus is found', async (signal) => {
        const seen = await unlessAborted(prometheus(), signal);
        return 'absent' in seen ? scope.absent('prometheus', seen.absent) : seen;
      });
    return {
      forCheck: (scope) => ({
        prometheus: async () => (await found(scope)).api,
        scraping: async (app) => scrapingOf(context, scope, await found(scope), app),
        alertmanager: () =>
          scope.waiting('Alertmanager is found', async (signal) => {
            const seen = await unlessAborted(alertmanager(), signal);
            return 'absent' in seen ? scope.absent('alertmanager', seen.absent) : seen.api;
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
