import { ClusterError } from '../cluster/cluster-error.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { kinds, type Node } from '../cluster/kinds.ts';
import { madeByRun } from './suite-labels.ts';

/**
 * Deletes pods on nodes that do not report without waiting for their kubelets, which would have to say that the pods have
 * ended and may never do so. Should such a node come back, its kubelet ends what the API server does not know. An account that sees its
 * namespace only cannot tell which nodes those are: it waits for the kubelets.
 * @param of.runId only the pods of this run. @default all pods
 */
export async function releaseFromDeadNodes(
  cluster: Cluster,
  { namespaces, runId }: { namespaces: readonly string[]; runId?: string },
  signal: AbortSignal,
): Promise<void> {
  const nodes = await nodesAsFarAsSeen(cluster, signal);
  const dead = new Set(nodes.filter((node) => !isReady(node)).map(({ metadata }) => metadata?.name));
  if (dead.size === 0) return;
  const own = runId === undefined ? {} : { labelSelector: madeByRun(runId) };
  const pods = await Promise.all(
    namespaces.map((namespace) => cluster.list(kinds.pods, { namespace, ...own }, { signal })),
  );
  for (const { metadata, spec } of pods.flat()) {
    if (!dead.has(spec?.nodeName)) continue;
    const { namespace = '', name = '', uid = '' } = metadata ?? {};
    await cluster.delete(kinds.pods, { namespace, name }, { signal, uid, gracePeriodSeconds: 0 });
  }
}

async function nodesAsFarAsSeen(cluster: Cluster, signal: AbortSignal): Promise<Node[]> {
  try {
    return await cluster.list(kinds.nodes, {}, { signal });
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'CLUSTER_FORBIDDEN') return [];
    throw error;
  }
}

function isReady({ status }: Node): boolean {
  return status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
}
