import { ClusterError } from '../../../cluster/cluster-error.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { kinds, type Node } from '../../../cluster/kinds/kinds.ts';
import { whySimulated } from '../../../cluster/real-node.ts';

/** The simulated nodes, on which no pod must be scheduled; none for an account that may not list nodes. */
export async function simulatedNodes(cluster: Cluster, signal: AbortSignal): Promise<Node[]> {
  try {
    const nodes = await cluster.list(kinds.nodes, {}, { signal });
    return nodes.filter((node) => whySimulated(node) !== undefined);
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'CLUSTER_FORBIDDEN') return [];
    throw error;
  }
}
