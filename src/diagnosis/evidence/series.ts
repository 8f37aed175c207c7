import type { Pod } from '../../cluster/kinds/kinds.ts';
import { columns } from './describe/lines.ts';

/** Asks Prometheus; rejects with the reason when there is none. */
export type AskSeries = (expression: string, signal: AbortSignal) => Promise<readonly SeriesSample[]>;

/** One value of a series. */
export interface SeriesSample {
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** How far back the extremes are looked for. */
const WINDOW = '15m';

/** At most so many pods are asked about. */
const PODS = 10;

/** What is asked about pods: the name of a column, and the expression, in which `$pods` selects them. */
const COLUMNS: readonly (readonly [string, string])[] = [
  ['CPU CORES', 'sum by (pod) (rate(container_cpu_usage_seconds_total{$pods,container!=""}[5m]))'],
  ['THROTTLED', 'sum by (pod) (rate(container_cpu_cfs_throttled_periods_total{$pods}[5m]))'],
  ['MEMORY Mi', 'sum by (pod) (container_memory_working_set_bytes{$pods,container!=""}) / 1048576'],
  [
    `MOST MEMORY Mi (${WINDOW})`,
    `sum by (pod) (max_over_time(container_memory_working_set_bytes{$pods,container!=""}[${WINDOW}])) / 1048576`,
  ],
  [`RESTARTS (${WINDOW})`, `sum by (pod) (increase(kube_pod_container_status_restarts_total{$pods}[${WINDOW}]))`],
];

/**
 * What Prometheus has of some pods, as a table.
 * @throws what `ask` throws
 */
export async function podSeries(pods: readonly Pod[], ask: AskSeries, signal: AbortSignal): Promise<string[]> {
  const names = pods.slice(0, PODS).flatMap(({ metadata }) => metadata?.name ?? []);
  if (names.length === 0) return [];
  const selector = `namespace="${pods[0]?.metadata?.namespace}",pod=~"${names.join('|')}"`;
  const answers = await Promise.all(COLUMNS.map(([, of]) => ask(of.replaceAll('$pods', selector), signal)));
  const rows = names.map((name) => [
    name,
    ...answers.map((samples) => {
      const found = samples.find(({ labels }) => labels['pod'] === name);
      return found === undefined ? '-' : String(Math.round(found.value * 1_000) / 1_000);
    }),
  ]);
  if (answers.every((samples) => samples.length === 0)) return ['Prometheus has no series of these pods'];
  return columns(['POD', ...COLUMNS.map(([title]) => title)], rows);
}
