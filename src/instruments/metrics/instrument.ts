import { unlessAborted } from '../../time/unless-aborted.ts';
import type { Instrument } from '../contract/instrument.ts';
import { endpointRights } from './find/endpoint-rights.ts';
import { prometheusServices } from './find/known-services.ts';
import { scrapeFigures } from './jobs/scrape-figures.ts';
import { findPrometheus, type FoundPrometheus, type Metrics } from './metrics.ts';

/** Prometheus and what serves the same API, asked through the API server or directly. */
export const metrics: Instrument<Metrics> = {
  title: 'metrics',
  rights: [],
  configuredRights: ({ prometheus }) => endpointRights(prometheus, prometheusServices),
  trials: () => [],
  make: ({ cluster, config, signal: run }) => {
    let found: Promise<FoundPrometheus> | undefined;
    /** Once for all checks; what failed, or found none, is tried again. */
    const once = async () => {
      const begun = (found ??= findPrometheus(cluster, config, run));
      const forget = () => {
        if (found === begun) found = undefined;
      };
      begun.then((one) => 'absent' in one && forget(), forget);
      return begun;
    };
    return {
      forCheck: (scope) => ({
        prometheus: () =>
          scope.waiting('Prometheus is found', async (signal) => {
            const one = await unlessAborted(once(), signal);
            return 'absent' in one ? scope.absent('prometheus', one.absent) : one.api;
          }),
        scrapeFigures: (prometheus, seen) =>
          scope.waiting('figures of the scrape job are read', (signal) =>
            scrapeFigures(prometheus, seen, config.prometheus.window, signal),
          ),
      }),
    };
  },
};
