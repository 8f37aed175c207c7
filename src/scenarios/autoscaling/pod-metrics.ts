import { hpaRequestOf, type RequestingPod } from '../../cluster/pod-requests.ts';
import { quantity } from '../../cluster/quantity.ts';

/** The metrics of a pod in the metrics API. */
export interface PodMetrics {
  metadata: { name: string };
  containers: { name: string; usage: Record<string, string> }[];
}

/** The parts of a pod with its name and what it requests. */
export interface PodRequests extends RequestingPod {
  metadata?: { name?: string };
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
 * How much of their requests the pods use; only pods with metrics count, as in the HPA controller.
 * @param container counts only this container of each pod, as a ContainerResource metric does.
 * @returns `undefined` when there are no metrics, or one of the pods has no request to compare them with: then the HPA has none either.
 */
export function utilization(
  metrics: readonly PodMetrics[],
  pods: readonly PodRequests[],
  container?: string,
  resource = 'cpu',
): Utilization | undefined {
  let [used, requested, counted] = [0, 0, 0];
  for (const { metadata, containers } of metrics) {
    const pod = pods.find((one) => one.metadata?.name === metadata.name);
    if (!pod) continue;
    counted += 1;
    const counts = (name: string) => container === undefined || name === container;
    for (const one of containers) if (counts(one.name)) used += quantity(one.usage[resource]) ?? 0;
    const request = hpaRequestOf(pod, resource, container);
    if (request === undefined) return undefined;
    requested += request;
  }
  return requested > 0 ? { used, requested, pods: counted } : undefined;
}
