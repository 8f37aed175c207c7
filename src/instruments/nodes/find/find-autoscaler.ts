import { ClusterError } from '../../../cluster/cluster-error.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import type { Config } from '../../../config/schema.ts';
import { ShakedownError } from '../../../errors/shakedown-error.ts';
import { chooseAutoscaler, type NodeAutoscaler } from './choose-autoscaler.ts';
import { karpenterKinds, type NodePool } from './karpenter.ts';

/**
 * Finds what adds and removes the nodes of the cluster.
 * @throws ShakedownError NODE_AUTOSCALER_UNKNOWN when the configuration names something that is not there; ClusterError
 */
export async function findAutoscaler(
  cluster: Cluster,
  config: Config,
  signal: AbortSignal,
): Promise<NodeAutoscaler | { absent: string }> {
  const [pools, deployments] = await Promise.all([
    nodePools(cluster, signal),
    cluster.list(kinds.deployments, {}, { signal }),
  ]);
  const chosen = chooseAutoscaler({ pools, deployments }, config.nodes.autoscaler);
  if (!('unknown' in chosen)) return chosen;
  const { unknown: seen, expected, todo } = chosen;
  throw new ShakedownError('NODE_AUTOSCALER_UNKNOWN', { meaning: 'usage', expected, seen, todo });
}

async function nodePools(cluster: Cluster, signal: AbortSignal): Promise<NodePool[] | undefined> {
  try {
    return await cluster.list(karpenterKinds.nodePools, {}, { signal });
  } catch (error) {
    const isUnserved =
      error instanceof ClusterError && ['CLUSTER_NO_SUCH_KIND', 'CLUSTER_NOT_FOUND'].includes(error.code);
    if (isUnserved) return undefined;
    throw error;
  }
}
