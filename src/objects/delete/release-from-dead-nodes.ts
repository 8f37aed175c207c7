import { isForbidden } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { kinds, type Node, type Pod } from '../../cluster/kinds.ts';
import { deleteExactly } from './delete-exactly.ts';

/** Pods that go with what is being deleted. */
export interface PodSelection {
  namespace: string;
  /** As kubectl takes it. @default all pods of the namespace */
  labelSelector?: string;
}

/**
 * Deletes pods on nodes that do not report without waiting for their kubelets, which would have to say that the pods have
 * ended and may never do so. Should such a node come back, its kubelet ends what the API server does not know. An account that may not see
 * nodes or pods cannot tell which those are: it waits for the kubelets.
 */
export async function releaseFromDeadNodes(
  cluster: Cluster,
  { namespace, labelSelector }: PodSelection,
  signal: AbortSignal,
): Promise<void> {
  const nodes = await unlessForbidden<Node>(cluster.list(kinds.nodes, {}, { signal }));
  const dead = new Set(nodes.filter((node) => !isReady(node)).map(({ metadata }) => metadata?.name));
  if (dead.size === 0) return;
  const selection = { namespace, ...(labelSelector !== undefined && { labelSelector }) };
  for (const { metadata, spec } of await unlessForbidden<Pod>(cluster.list(kinds.pods, selection, { signal }))) {
    if (!dead.has(spec?.nodeName)) continue;
    const pod = { kind: kinds.pods, ref: { namespace, name: metadata?.name ?? '' }, uid: metadata?.uid };
    await deleteExactly(cluster, pod, { signal, gracePeriodSeconds: 0 });
  }
}

async function unlessForbidden<T>(list: Promise<T[]>): Promise<T[]> {
  try {
    return await list;
  } catch (error) {
    if (isForbidden(error)) return [];
    throw error;
  }
}

function isReady({ status }: Node): boolean {
  return status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
}
