import { ClusterError } from '../../cluster/cluster-error.ts';
import { kinds, type Pod } from '../../cluster/kinds/kinds.ts';
import { whySimulated } from '../../cluster/real-node.ts';
import { podTrouble } from '../../diagnosis/pod-trouble.ts';
import type { Look } from '../waiting/condition.ts';

/** A pod on a node that runs nothing real. */
export interface UnrealPod {
  pod: string;
  node: string;
  /** Why its node is not a real one. */
  why: string;
}

/**
 * The pods of a DaemonSet that are not ready, or do not end, because nothing real runs on their node: its controller puts one on each node that
 * its pods tolerate, virtual ones included. Without the permission to read nodes, as of a team, there are none.
 */
export async function podsOnUnrealNodes(look: Look, pods: readonly Pod[]): Promise<UnrealPod[]> {
  const found: UnrealPod[] = [];
  for (const pod of pods) {
    const name = pod.spec?.nodeName;
    if (name === undefined || !podTrouble(pod)) continue;
    try {
      const node = await look.get(kinds.nodes, { name });
      const why = node && whySimulated(node);
      if (why !== undefined) found.push({ pod: pod.metadata?.name ?? '', node: name, why });
    } catch (error) {
      if (error instanceof ClusterError && error.code === 'CLUSTER_FORBIDDEN') return [];
      throw error;
    }
  }
  return found;
}
