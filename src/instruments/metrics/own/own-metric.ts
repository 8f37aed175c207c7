import type { Ref } from '../../../cluster/kinds/kind.ts';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import type { Condition, Look } from '../../../conditions/waiting/condition.ts';
import type { Config } from '../../../config/schema.ts';
import type { PrometheusApi } from '../api/prometheus-api.ts';
import { quoted } from '../api/promql.ts';
import { read } from '../api/read.ts';
import { judgeOwnMetric, looksFor, type OwnMetricSeen } from './judge-own-metric.ts';
import type { Scraping } from './scraping.ts';

/** What was counted, and by whom. */
export interface Counted {
  /** The Deployment of the target app. */
  app: Required<Ref>;
  /** The path that was asked for: the label `path` of the counter `http_requests_total`. */
  path: string;
  /** How often. */
  value: number;
  /** How its pods come to be scraped. @default by their annotations */
  scraping?: Pick<Scraping, 'monitor' | 'why'>;
}

/** What a target app has counted is in Prometheus. It needs the right of the instrument `targetApp` to list its pods. */
export function ownMetricArrives(
  prometheus: PrometheusApi,
  { app, path, value, scraping }: Counted,
  { annotations }: Config['prometheus'],
): Condition<OwnMetricSeen> {
  return {
    title: `Prometheus has ${value} requests of ${app.namespace}/${app.name}`,
    rights: [],
    todo: prometheus.byHand('/api/v1/targets?state=active'),
    read: (look) =>
      read(
        async () => ({ served: true, value: await valueOf(prometheus, path, look.signal) }),
        async (seen) => ({
          value: seen,
          targets: await targetsOf(prometheus, app, look),
          isLookedFor:
            seen === undefined && (look.first || look.last)
              ? await isLookedFor(prometheus, annotations, look)
              : undefined,
        }),
      ),
    judge: (seen) => judgeOwnMetric(seen, value, scraping),
  };
}

async function valueOf(prometheus: PrometheusApi, path: string, signal: AbortSignal): Promise<number | undefined> {
  const [sum] = await prometheus.query(`sum(http_requests_total{path=${quoted(path)}})`, signal, { fresh: true });
  return sum?.value;
}

async function targetsOf(prometheus: PrometheusApi, { namespace, name }: Required<Ref>, look: Look) {
  const pods = await look.list(kinds.pods, { namespace });
  const own = pods.filter(({ metadata }) => metadata?.labels?.['app.kubernetes.io/name'] === name);
  const addresses = new Set(own.flatMap(({ status }) => (status?.podIP === undefined ? [] : [status.podIP])));
  const targets = await prometheus.targets(look.signal);
  if (!targets.served) return undefined;
  return targets.value.filter(({ scrapeUrl }) =>
    addresses.has(URL.parse(scrapeUrl)?.hostname.replaceAll(/[[\]]/g, '') ?? ''),
  );
}

async function isLookedFor(prometheus: PrometheusApi, annotations: Config['prometheus']['annotations'], look: Look) {
  const config = await prometheus.config(look.signal);
  return config.served ? looksFor(config.value, annotations) : undefined;
}
