import type { Cluster } from '../../cluster/cluster.ts';
import type { Ref } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { hpaRequestOf } from '../../cluster/pods/pod-requests.ts';
import { containerNames } from './target-app-manifests.ts';

/**
 * What one pod of a target app requests of CPU as an HPA counts it, in cores: that of the running pod that requests most. It is read from the pods,
 * because a service mesh adds sidecars that are not in the Deployment.
 * @param container counts only this container.
 * @returns the request of the app's own container when another container requests nothing: the HPA has no utilization then, and its conditions
 * say so. 0 when no pod runs.
 */
export async function cpuRequestOf(
  cluster: Cluster,
  { namespace, name }: Required<Ref>,
  signal: AbortSignal,
  container?: string,
): Promise<number> {
  const labelSelector = `app.kubernetes.io/name=${name}`;
  const pods = await cluster.list(kinds.pods, { namespace, labelSelector }, { signal });
  const running = pods.filter(({ metadata, status }) => status?.phase === 'Running' && !metadata?.deletionTimestamp);
  return Math.max(
    0,
    ...running.map((pod) => hpaRequestOf(pod, 'cpu', container) ?? hpaRequestOf(pod, 'cpu', containerNames.app) ?? 0),
  );
}
