import type { Cluster } from '../../cluster/cluster.ts';
import type { Ref } from '../../cluster/kind.ts';
import { kinds } from '../../cluster/kinds.ts';
import { isSidecar } from '../../cluster/pod-requests.ts';
import { quantity } from '../../cluster/quantity.ts';

/**
 * The containers of a target app's pods by name, each with its CPU request in cores, as an HPA counts them: those that run next to the app,
 * in the pod that requests most. They are read from the pods, because a service mesh adds sidecars that are not in the Deployment.
 * For the containers that count see `calculatePodRequests` of Kubernetes, pkg/controller/podautoscaler/replica_calculator.go.
 */
export async function cpuRequestsOf(
  cluster: Cluster,
  { namespace, name }: Required<Ref>,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const labelSelector = `app.kubernetes.io/name=${name}`;
  const pods = await cluster.list(kinds.pods, { namespace, labelSelector }, { signal });
  const requests: Record<string, number> = {};
  for (const { metadata, spec, status } of pods) {
    if (status?.phase !== 'Running' || metadata?.deletionTimestamp) continue;
    const sidecars = (spec?.initContainers ?? []).filter(isSidecar);
    for (const { name: container, resources } of [...(spec?.containers ?? []), ...sidecars])
      requests[container] = Math.max(requests[container] ?? 0, quantity(resources?.requests?.['cpu']) ?? 0);
  }
  return requests;
}
