import type { Cluster } from '../../cluster/cluster.ts';
import type { Ref } from '../../cluster/kinds/kind.ts';
import type { Config } from '../../config/schema.ts';
import { alertmanagerApi, type AlertmanagerApi } from './api/alertmanager-api.ts';
import { prometheusApi, type PrometheusApi } from './api/prometheus-api.ts';
import type { OperatorObject } from './find/operator-objects.ts';
import { alertmanagerServices, prometheusServices } from './find/known-services.ts';
import type { JobSeen } from './jobs/judge-job.ts';
import type { ScrapeFigures } from './jobs/scrape-figures.ts';
import type { OwnMetricSeen } from './own/judge-own-metric.ts';
import type { Scraping } from './own/scraping.ts';
import { connect } from './reach/connect.ts';

/** The tool of one check. */
export interface Metrics {
  /**
   * Prometheus, or what serves the same API: the one that the configuration names, or that is found in the cluster. Without one the check ends,
   * as the configuration requires it or not.
   * @throws MetricsError
   */
  prometheus(): Promise<PrometheusApi>;
  /**
   * Has the pods of a target app scraped, by a PodMonitor where their annotations are not looked for. A check that calls it names {@link scraping}.
   * @throws MetricsError; ClusterError
   */
  scraping(app: Required<Ref>): Promise<Scraping>;
  /** How often the target of a metric that has arrived is scraped, in seconds; a minute where that is not known. */
  scrapeInterval(seen: OwnMetricSeen): number;
  /** Alertmanager, found or named in the same way. @throws MetricsError */
  alertmanager(): Promise<AlertmanagerApi>;
  /** Figures of a scrape job that succeeds. */
  scrapeFigures(prometheus: PrometheusApi, seen: JobSeen): Promise<ScrapeFigures>;
}

/** Prometheus as it was found, or that there is none. */
export type FoundPrometheus =
  | {
      api: PrometheusApi;
      /** The object of prometheus-operator that stands for it; absent where there is none. */
      object?: OperatorObject;
    }
  | { absent: string };

/** Finds Prometheus. @param signal of the run. @throws MetricsError; ClusterError */
export async function findPrometheus(cluster: Cluster, config: Config, signal: AbortSignal): Promise<FoundPrometheus> {
  const connected = await connect(cluster, config.prometheus, prometheusServices, signal);
  if ('absent' in connected) return connected;
  const { reach, remark, others, object } = connected;
  const headers = Object.keys(config.prometheus.headers);
  return {
    api: {
      ...prometheusApi(reach, cluster.clock, signal),
      headers,
      ...(remark !== undefined && { remark }),
      ...(others && { others }),
    },
    ...(object && { object }),
  };
}

/** Alertmanager as it was found, or that there is none. */
export type FoundAlertmanager = { api: AlertmanagerApi } | { absent: string };

/** Finds Alertmanager. @throws MetricsError; ClusterError */
export async function findAlertmanager(
  cluster: Cluster,
  config: Config,
  signal: AbortSignal,
): Promise<FoundAlertmanager> {
  const connected = await connect(cluster, config.alertmanager, alertmanagerServices, signal);
  if ('absent' in connected) return connected;
  const { reach, remark } = connected;
  return { api: { ...alertmanagerApi(reach), ...(remark !== undefined && { remark }) } };
}
