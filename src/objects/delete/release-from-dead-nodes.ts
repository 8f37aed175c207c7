import { isForbidden } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { kinds, type Node, type Pod } from '../../cluster/kinds/kinds.ts';
import { whySimulated } from '../../cluster/real-node.ts';
import { deleteExactly } from './delete-exactly.ts';

/** Pods that are deleted together with another object. */
export interface PodSelection {
  namespace: string;
  /** In kubectl's syntax. @default all pods of the namespace */
  labelSelector?: string;
}

/**
 * Deletes pods on nodes that do not report, without waiting for their kubelets: these may never confirm that the pods have ended. If such a
 * node comes back, its kubelet ends the pods that the API server does not know. So does it with pods that no virtual node has ever taken up. An account without the permission to list nodes or pods
 * cannot find these pods: it waits for the kubelets.
 */
export async function releaseFromDeadNodes(
  cluster: Cluster,
  { namespace, labelSelector }: PodSelection,
  signal: AbortSignal,
): Promise<void> {
  const nodes = await unlessForbidden<Node>(cluster.list(kinds.nodes, {}, { signal }));
  const namesOf = (some: readonly Node[]) => new Set(some.map(({ metadata }) => metadata?.name));
  const dead = namesOf(nodes.filter((node) => !isReady(node)));
  const virtual = namesOf(nodes.filter((node) => whySimulated(node) !== undefined));
  if (dead.size + virtual.size === 0) return;
  const selection = { namespace, ...(labelSelector !== undefined && { labelSelector }) };
  for (const { metadata, spec, status } of await unlessForbidden<Pod>(
    cluster.list(kinds.pods, selection, { signal }),
  )) {
    const neverTaken = virtual.has(spec?.nodeName) && (status?.containerStatuses ?? []).length === 0;
    if (!dead.has(spec?.nodeName) && !neverTaken) continue;
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
