import { hpaRequestOf } from '../../../cluster/pods/pod-requests.ts';
import { milli, percentOf, usesOf, type MeasuredPod, type PodMetrics, type PodUse } from './pod-metrics.ts';

/** What an HPA with a utilization target knows when it calculates. */
export interface Question {
  metrics: readonly PodMetrics[];
  pods: readonly MeasuredPod[];
  /** Counts only this container of each pod. */
  container?: string | undefined;
  /** In per cent of the requests. */
  target: number;
  /** The replicas that are wanted now. */
  current: number;
  /** How far the metric may be from its target: 0.1. */
  tolerance: number;
  /** In milliseconds since the epoch, on the cluster's clock. */
  now: number;
  /** How long after its start a pod's CPU counts only when the pod is ready and was measured since, in milliseconds. */
  initialisation: number;
  /** How long after its start a pod that becomes unready has never been ready, in milliseconds. */
  readinessDelay: number;
}

/** Use and requests in thousandths. */
interface Counted {
  used: number;
  requested: number;
}

/**
 * The replicas that the HPA controller calculates from the CPU of pods, before its window, its policies and its bounds; pure.
 *
 * The utilization is cut to whole per cent, within the tolerance the count stays, and pods whose CPU does not count yet, or that have no
 * metric, count for neither direction.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/podautoscaler/replica_calculator.go (GetResourceReplicas, groupPods)
 * @returns `undefined` when the controller calculates nothing either: no pod that counts has a metric, or a pod has a container without a request.
 */
export function recommendation(question: Question): number | undefined {
  const groups = groupPods(question);
  if (!groups || groups.counted.length === 0) return undefined;
  const { counted, unready, missing } = groups;
  const { target, current, tolerance } = question;
  const isWithin = (ratio: number) => 1 - tolerance <= ratio && ratio <= 1 + tolerance;
  const ratioOf = (pods: readonly Counted[]) =>
    percentOf(sum(pods.map(({ used }) => used)), sum(pods.map(({ requested }) => requested))) / target;
  const ratio = ratioOf(counted);
  const withUnready = unready.length > 0 && ratio > 1;
  if (!withUnready && missing.length === 0) return isWithin(ratio) ? current : Math.ceil(ratio * counted.length);
  // Pods that are not measured hold the count: they use everything when it would fall, and nothing when it would grow.
  const fallback = ratio < 1 ? Math.max(100, target) / 100 : 0;
  const filled = [
    ...counted,
    ...(ratio === 1 ? [] : missing.map((requested) => ({ used: Math.trunc(requested * fallback), requested }))),
    ...(withUnready ? unready.map((requested) => ({ used: 0, requested })) : []),
  ];
  const next = ratioOf(filled);
  if (isWithin(next) || (ratio < 1 && next > 1) || (ratio > 1 && next < 1)) return current;
  const replicas = Math.ceil(next * filled.length);
  return (next < 1 && replicas > current) || (next > 1 && replicas < current) ? current : replicas;
}

/** The pods that count, and the requests of those that do not count yet, and of those without a metric. */
interface Groups {
  counted: Counted[];
  unready: number[];
  missing: number[];
}

function groupPods(question: Question): Groups | undefined {
  const { metrics, pods, container } = question;
  const uses = usesOf(metrics, container, 'cpu');
  const groups: Groups = { counted: [], unready: [], missing: [] };
  for (const pod of pods) {
    if (pod.metadata?.deletionTimestamp !== undefined || pod.status?.phase === 'Failed') continue;
    const request = hpaRequestOf(pod, 'cpu', container);
    if (request === undefined) return undefined;
    const requested = milli(request);
    const use = uses.get(pod.metadata?.name ?? '');
    if (pod.status?.phase === 'Pending') groups.unready.push(requested);
    else if (!use) groups.missing.push(requested);
    else if (isUnready(pod, use, question)) groups.unready.push(requested);
    else groups.counted.push({ used: use.used, requested });
  }
  return groups;
}

/** Whether the CPU of a pod does not count yet: it is from before the pod was ready, or the pod has never been. */
function isUnready({ status }: MeasuredPod, use: PodUse, { now, initialisation, readinessDelay }: Question): boolean {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  if (!ready || status?.startTime === undefined) return true;
  const started = Date.parse(status.startTime);
  const changed = Date.parse(ready.lastTransitionTime ?? '') || 0;
  const isReady = ready.status !== 'False';
  if (started + initialisation > now) return !isReady || use.measuredAt < changed + use.window;
  return !isReady && started + readinessDelay > changed;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
