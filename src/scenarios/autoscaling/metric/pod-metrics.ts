import { z } from 'zod';
import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { hpaRequestOf, type RequestingPod } from '../../../cluster/pods/pod-requests.ts';
import { quantity } from '../../../cluster/pods/quantity.ts';
import { goDuration } from '../../../time/go-duration.ts';

/** {@link PodMetrics} as the metrics API sends them. */
export const podMetricsSchema = z.object({
  metadata: z.object({ name: z.string() }),
  timestamp: z.string().optional(),
  window: z.string().optional(),
  containers: z.array(z.object({ name: z.string(), usage: z.record(z.string(), z.string()) })),
});

/** The metrics of a pod in the metrics API. */
export type PodMetrics = z.output<typeof podMetricsSchema>;

/** The part of a pod that its utilization is computed from. */
export interface MeasuredPod extends RequestingPod {
  metadata?: { name?: string; deletionTimestamp?: string };
  status?: Pick<NonNullable<Pod['status']>, 'phase'> & {
    startTime?: string;
    conditions?: readonly { type: string; status: string; lastTransitionTime?: string }[];
  };
}

/** The use of a resource by a pod, in whole thousandths of a core or byte, as the HPA counts it. */
export interface PodUse {
  used: number;
  /** When it was measured, in milliseconds since the epoch, and over how long, in milliseconds. */
  measuredAt: number;
  window: number;
}

/** The use of a resource by pods, as the HPA counts it. */
export interface Utilization {
  /** In whole per cent of what they request, all pods together. */
  percent: number;
  /** The number of these pods. */
  pods: number;
}

/**
 * How much of their requests the pods use: native sidecars count on both sides; pods without metrics, pods that have ended or are being
 * deleted, and those that have not begun, on neither.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/controller/podautoscaler/replica_calculator.go (GetResourceReplicas, groupPods)
 * @param container counts only this container of each pod, as a ContainerResource metric does.
 * @returns `undefined` when there are no metrics, or when a pod has a container without a request: then the HPA has no utilization either.
 */
export function utilization(
  metrics: readonly PodMetrics[],
  pods: readonly MeasuredPod[],
  container?: string,
  resource = 'cpu',
): Utilization | undefined {
  const uses = usesOf(metrics, container, resource);
  let [used, requested, counted] = [0, 0, 0];
  for (const pod of pods.filter(isCounted)) {
    const use = uses.get(pod.metadata?.name ?? '');
    const request = hpaRequestOf(pod, resource, container);
    if (request === undefined) return undefined;
    if (!use) continue;
    counted += 1;
    requested += milli(request);
    used += use.used;
  }
  return requested > 0 ? { percent: percentOf(used, requested), pods: counted } : undefined;
}

/**
 * Use in whole per cent of the requests. The HPA cuts the rest off, so 55.9 % of a target of 50 % are 55 %, and within its tolerance.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/controller/podautoscaler/metrics/utilization.go (GetResourceUtilizationRatio)
 */
export function percentOf(used: number, requested: number): number {
  return Math.trunc((used * 100) / requested);
}

/**
 * The use of each pod by its name. A pod with a container that has no metric of the resource has none, and each container's use is
 * rounded up to a thousandth.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/controller/podautoscaler/metrics/client.go (getPodMetrics, getContainerMetrics)
 */
export function usesOf(
  metrics: readonly PodMetrics[],
  container: string | undefined,
  resource: string,
): Map<string, PodUse> {
  const uses = new Map<string, PodUse>();
  for (const { metadata, containers, timestamp, window } of metrics) {
    const counted = containers.filter(({ name }) => container === undefined || name === container);
    const each = counted.map(({ usage }) => quantity(usage[resource]));
    if (each.length === 0 || each.includes(undefined)) continue;
    uses.set(metadata.name, {
      used: each.reduce<number>((sum, value) => sum + milli(value ?? 0), 0),
      measuredAt: Date.parse(timestamp ?? '') || 0,
      window: (goDuration(window) ?? 0) * 1_000,
    });
  }
  return uses;
}

/** Thousandths, rounded up, without what floating point adds: 0.14 is 140, and not 141. */
export function milli(value: number): number {
  return Math.ceil(Number((value * 1_000).toFixed(6)));
}

function isCounted({ metadata, status }: MeasuredPod): boolean {
  return metadata?.deletionTimestamp === undefined && (status?.phase ?? 'Running') === 'Running';
}
