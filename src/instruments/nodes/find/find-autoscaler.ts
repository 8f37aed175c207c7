import { ClusterError, isForbidden } from '../../../cluster/cluster-error.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { getIfThere } from '../../../cluster/get-if-there.ts';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import type { Right } from '../../../cluster/rights/rights.ts';
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
  const [pools, deployments, hasStatus] = await Promise.all([
    nodePools(cluster, signal),
    cluster.list(kinds.deployments, {}, { signal }),
    hasStatusOf(cluster, signal),
  ]);
  const chosen = chooseAutoscaler({ pools, deployments, hasStatus }, config.nodes.autoscaler);
  if (!('unknown' in chosen)) return chosen;
  const { unknown: seen, expected, todo } = chosen;
  throw new ShakedownError('NODE_AUTOSCALER_UNKNOWN', { meaning: 'usage', expected, seen, todo });
}

/** The status that cluster-autoscaler writes: https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md#how-can-i-check-what-is-going-on-in-ca- */
const STATUS = { namespace: 'kube-system', name: 'cluster-autoscaler-status' };

/** The permission to find a cluster-autoscaler that a cloud runs outside of the cluster. */
export const statusRight: Right = {
  ...{ group: '', resource: 'configmaps', verbs: ['get'], names: [STATUS.name] },
  ...{ scope: { namespace: STATUS.namespace }, optional: true },
};

async function hasStatusOf(cluster: Cluster, signal: AbortSignal): Promise<boolean> {
  try {
    return (await getIfThere(cluster, kinds.configMaps, STATUS, signal)) !== undefined;
  } catch (error) {
    if (isForbidden(error)) return false;
    throw error;
  }
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
