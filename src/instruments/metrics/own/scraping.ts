import { isForbidden } from '../../../cluster/cluster-error.ts';
import { getIfThere } from '../../../cluster/get-if-there.ts';
import type { Ref } from '../../../cluster/kinds/kind.ts';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import { looksAt, owns } from '../../../cluster/rights/rights.ts';
import type { CheckScope } from '../../contract/check-scope.ts';
import type { RunContext } from '../../contract/instrument.ts';
import type { Uses } from '../../contract/uses.ts';
import { attempt } from '../api/attempt.ts';
import { MetricsError } from '../api/metrics-error.ts';
import type { PrometheusApi } from '../api/prometheus-api.ts';
import type { OperatorObject } from '../find/operator-objects.ts';
import { monitorKinds } from '../monitors/monitor.ts';
import { looksFor } from './judge-own-metric.ts';
import { labelsToBePickedUp, podMonitorFor } from './pod-monitor.ts';

/** How the pods of a target app come to be scraped. Disposing of it removes what was created for that. */
export interface Scraping extends AsyncDisposable {
  /** The PodMonitor that was created for them, `namespace/name`; absent where there is none. */
  readonly monitor?: string;
  /** Why there is none although no scrape job looks for annotations; absent where that is not so, or not known. */
  readonly why?: string;
}

/** What the tool `metrics.scraping` needs besides; a check that calls it names this. */
export const scraping: Uses = {
  rights: [{ ...looksAt(kinds.namespaces), optional: true }],
  configuredRights: ({ prometheus: { podMonitor } }) =>
    podMonitor ? [{ ...owns(monitorKinds.podMonitors), optional: true }] : [],
};

/**
 * Has the pods of a target app scraped: by their annotations where a scrape job looks for these, else by a PodMonitor, where a Prometheus of
 * prometheus-operator is asked that picks one up.
 * @param object of the operator; absent where there is none.
 */
export async function scrapingOf(
  { cluster, config, objects }: RunContext,
  scope: CheckScope,
  { api, object }: { api: PrometheusApi; object?: OperatorObject },
  app: Required<Ref>,
): Promise<Scraping> {
  const nothing = (why?: string): Scraping => ({
    ...(why !== undefined && { why }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
  const { annotations, podMonitor } = config.prometheus;
  const isLookedFor = await scope.waiting('the configuration of Prometheus is read', async (signal) => {
    const answer = await attempt(() => api.config(signal));
    return answer instanceof MetricsError || !answer.served ? undefined : looksFor(answer.value, annotations);
  });
  if (isLookedFor !== false || !object) return nothing();
  if (!podMonitor) return nothing('the configuration allows no PodMonitor (prometheus.podMonitor)');
  try {
    const namespace = await scope.waiting('the namespace of the target app is read', (signal) =>
      getIfThere(cluster, kinds.namespaces, { name: app.namespace }, signal),
    );
    const picked = labelsToBePickedUp(object, { name: app.namespace, labels: namespace?.metadata?.labels ?? {} });
    if ('why' in picked) return nothing(picked.why);
    const kind = monitorKinds.podMonitors;
    await scope.waiting(`PodMonitor ${app.name} is created`, (signal) =>
      objects.create(kind, podMonitorFor(app, picked.labels), signal),
    );
    return {
      monitor: `${app.namespace}/${app.name}`,
      [Symbol.asyncDispose]: () =>
        scope.waiting(`PodMonitor ${app.name} is removed`, () => objects.remove([{ kind, ref: app }])),
    };
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return nothing('the account of the suite may create no PodMonitor');
  }
}
