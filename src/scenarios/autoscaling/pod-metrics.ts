import { z } from 'zod';
import type { Pod } from '../../cluster/kinds/kinds.ts';
import { hpaRequestOf, type RequestingPod } from '../../cluster/pods/pod-requests.ts';
import { quantity } from '../../cluster/pods/quantity.ts';

/** {@link PodMetrics} as the metrics API sends them. */
export const podMetricsSchema = z.object({
  metadata: z.object({ name: z.string() }),
  containers: z.array(z.object({ name: z.string(), usage: z.record(z.string(), z.string()) })),
});

/** The metrics of a pod in the metrics API. */
export type PodMetrics = z.output<typeof podMetricsSchema>;

/** The part of a pod that its utilization is computed from. */
export interface MeasuredPod extends RequestingPod {
  metadata?: { name?: string; deletionTimestamp?: string };
  status?: Pick<NonNullable<Pod['status']>, 'phase'>;
}

/** The use of a resource by pods, as the HPA counts it. */
export interface Utilization {
  /** In cores or bytes, all pods together. */
  used: number;
  requested: number;
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
  let [used, requested, counted] = [0, 0, 0];
  for (const pod of pods.filter(isCounted)) {
    const measured = metrics.find(({ metadata }) => metadata.name === pod.metadata?.name);
    const request = hpaRequestOf(pod, resource, container);
    if (request === undefined) return undefined;
    if (!measured) continue;
    counted += 1;
    requested += request;
    for (const { name, usage } of measured.containers)
      if (container === undefined || name === container) used += quantity(usage[resource]) ?? 0;
  }
  return requested > 0 ? { used, requested, pods: counted } : undefined;
}

function isCounted({ metadata, status }: MeasuredPod): boolean {
  return metadata?.deletionTimestamp === undefined && (status?.phase ?? 'Running') === 'Running';
}
