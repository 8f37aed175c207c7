import { ClusterError } from '../cluster/cluster-error.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { kinds, type Node, type Pod } from '../cluster/kinds/kinds.ts';

/**
 * The nodes of these pods without a heartbeat for a while, each with the cluster's message about it. A node that cannot be read, now or
 * ever, does not count as silent.
 */
export async function silentNodesOf(
  cluster: Cluster,
  pods: readonly Pod[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const names = new Set(pods.map(({ spec }) => spec?.nodeName ?? '').filter(Boolean));
  const found = await Promise.all(
    [...names].map(async (name) => [name, await silence(cluster, name, signal)] as const),
  );
  return new Map(found.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}

async function silence(cluster: Cluster, name: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    return silenceIn(await cluster.get(kinds.nodes, { name }, { signal }));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ClusterError) return error.code === 'CLUSTER_NOT_FOUND' ? 'it was removed' : undefined;
    throw error;
  }
}

/** https://kubernetes.io/docs/reference/node/node-status/: Ready is Unknown when the node controller has not heard from the node. */
function silenceIn({ status }: Node): string | undefined {
  const condition = status?.conditions?.find(({ type }) => type === 'Ready');
  if (condition?.status !== 'Unknown') return undefined;
  return condition.message ?? condition.reason ?? 'its state is unknown';
}
