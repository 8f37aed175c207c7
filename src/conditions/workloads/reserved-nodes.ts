import { ClusterError } from '../../cluster/cluster-error.ts';
import { kinds, type Pod } from '../../cluster/kinds/kinds.ts';
import { whyNoNode } from '../../diagnosis/no-node.ts';
import { notYet, type Look, type Observation } from '../waiting/condition.ts';

/**
 * Why no node takes pods that have none, although nothing is wrong with the nodes; `undefined` when it is not so, or not known: without the
 * permission to read nodes, as of a team.
 */
export async function reservedNodes(look: Look, pods: readonly Pod[]): Promise<string | undefined> {
  const pending = pods.find(({ status }) =>
    status?.conditions?.some(
      ({ type, status: is, reason }) => type === 'PodScheduled' && is === 'False' && reason === 'Unschedulable',
    ),
  );
  if (!pending?.spec) return undefined;
  try {
    return whyNoNode(pending.spec, await look.list(kinds.nodes));
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'CLUSTER_FORBIDDEN') return undefined;
    throw error;
  }
}

/** The answer when no node takes pods of the suite, although nothing is wrong with the nodes: at its timeout the wait is inconclusive. Pure. */
export function onlyReserved(noNode: string, progress: number): Extract<Observation, { state: 'not yet' }> {
  return {
    ...notYet(`no node takes the pods of the suite: ${noNode}`, progress),
    isUnjudged: true,
    todo: 'set objects.tolerations or objects.nodeSelector so that a node takes them, or add a node',
  };
}
