import type { Cluster } from '../../cluster/cluster.ts';
import type { Ref } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { uses, type Right } from '../../cluster/rights/rights.ts';
import { InstrumentTooWeak } from '../../errors/instrument-too-weak.ts';
import { PORT } from './target-app-manifests.ts';
import type { TargetFigures } from './target-app.ts';

/** The permissions to read the figures of a target app. */
export const figuresRights: readonly Right[] = [
  { group: '', resource: 'pods', verbs: ['get', 'list', 'watch'], scope: 'workloads' },
  uses(kinds.pods, 'proxy', ['get'], 'workloads'),
];

/**
 * Reads the metrics of every running pod of a target app, and adds them up.
 * @throws InstrumentTooWeak TARGET_FIGURES when something else than the app answers for one of the pods.
 */
export async function figuresOf(cluster: Cluster, ref: Required<Ref>, signal: AbortSignal): Promise<TargetFigures> {
  const running = await runningPods(cluster, ref, signal);
  const texts = await Promise.all(running.map((pod) => answerOf(cluster, pod, '/metrics', signal)));
  return {
    at: cluster.clock.now() / 1_000,
    pods: running.length,
    requests: sum(texts, 'http_requests_total', isWork),
    cpuSeconds: sum(texts, 'process_cpu_seconds_total'),
  };
}

/**
 * Sends requests to each running pod of a target app, one after the other, which the app counts.
 * @throws InstrumentTooWeak TARGET_FIGURES when something else than the app answers for one of the pods.
 */
export async function countUp(
  cluster: Cluster,
  ref: Required<Ref>,
  { path, requests }: { path: string; requests: number },
  signal: AbortSignal,
): Promise<void> {
  for (const pod of await runningPods(cluster, ref, signal))
    for (let sent = 0; sent < requests; sent += 1) await answerOf(cluster, pod, path, signal);
}

async function runningPods(
  cluster: Cluster,
  { namespace, name }: Required<Ref>,
  signal: AbortSignal,
): Promise<Required<Ref>[]> {
  const labelSelector = `app.kubernetes.io/name=${name}`;
  const pods = await cluster.list(kinds.pods, { namespace, labelSelector }, { signal });
  const running = pods.filter(({ status, metadata }) => status?.phase === 'Running' && !metadata?.deletionTimestamp);
  return running.map(({ metadata }) => ({ namespace, name: metadata?.name ?? '' }));
}

/** A proxy next to the app may refuse: its answer contains no series and would count as no requests. */
async function answerOf(cluster: Cluster, pod: Required<Ref>, path: string, signal: AbortSignal): Promise<string> {
  const { status, body } = await cluster.podProxy(pod, PORT, path, { signal });
  if (status === 200) return body;
  throw new InstrumentTooWeak('TARGET_FIGURES', {
    expected: 'the target app to return its own metrics',
    seen: `pod ${pod.namespace}/${pod.name} answers ${path} with ${status} ${body.slice(0, 200)}`,
  });
}

/** Whether requests with these labels are work, and not probes, scrapes, payloads of probe agents or changes of the app's knobs. */
export function isWork(labels: string): boolean {
  return !/path="\/(healthz|readyz|metrics|knobs|echo)"/.test(labels);
}

/**
 * The sum of all series of a metric in several texts in the Prometheus format.
 * @param counts whether a series with these labels counts. @default all count
 * @example sum(['a{x="1"} 2\na{x="2"} 3\n'], 'a') // 5
 */
export function sum(texts: readonly string[], metric: string, counts = (_labels: string) => true): number {
  const series = new RegExp(`^${metric}(?:\\{(.*)\\})? (\\S+)`, 'gm');
  return texts
    .flatMap((text) => [...text.matchAll(series)])
    .filter(([, labels = '']) => counts(labels))
    .reduce((total, [, , value]) => total + Number(value), 0);
}
