import type { Config } from '../../../config/schema.ts';

/** A metric that has to have a fresh sample. */
export interface ExpectedMetric {
  /** Whose it is, and a part of the id of its check: `kube-state-metrics`. */
  name: string;
  metric: string;
  /** Whether the configuration names it: then it has to be there. */
  isConfigured: boolean;
}

/** One metric of each part of a cluster that is usually scraped; with few series, so that it costs little to ask for. */
const USUAL: readonly Omit<ExpectedMetric, 'isConfigured'>[] = [
  { name: 'kubelet', metric: 'kubelet_running_pods' },
  { name: 'cadvisor', metric: 'machine_cpu_cores' },
  { name: 'apiserver', metric: 'apiserver_current_inflight_requests' },
  { name: 'coredns', metric: 'coredns_build_info' },
  { name: 'kube-state-metrics', metric: 'kube_node_info' },
  { name: 'node-exporter', metric: 'node_boot_time_seconds' },
];

/** The metrics that have to be fresh: the usual ones where they are present, and those of the configuration; pure. */
export function expectedMetrics({ prometheus: { metrics } }: Pick<Config, 'prometheus'>): ExpectedMetric[] {
  const configured = metrics.map((one) => ({ ...one, isConfigured: true }));
  const names = new Set(configured.map(({ name }) => name));
  return [
    ...USUAL.filter(({ name }) => !names.has(name)).map((one) => ({ ...one, isConfigured: false })),
    ...configured,
  ];
}
