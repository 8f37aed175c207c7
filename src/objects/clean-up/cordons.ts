import type { Cluster } from '../../cluster/cluster.ts';
import { isForbidden } from '../../cluster/cluster-error.ts';
import { kinds, type Node } from '../../cluster/kinds/kinds.ts';
import type { RunLabels } from '../create/run-labels.ts';
import { suiteLabels } from '../suite-labels.ts';

/** A node that a run has cordoned. */
export interface Cordon {
  node: string;
  run: string;
  /** Until when the run may need it; absent when that is not known. */
  expires?: Date;
}

/**
 * Cordons a node, and marks it as this run's: the mark is written with the cordon, so that one that a killed run left is found.
 * @throws ClusterError
 */
export async function cordon(
  cluster: Cluster,
  node: string,
  { runId, expires }: Pick<RunLabels, 'runId' | 'expires'>,
  signal: AbortSignal,
): Promise<void> {
  const mark = [runId, ...(expires ? [expires.toISOString()] : [])].join(' ');
  const patch = { metadata: { annotations: { [suiteLabels.cordoned]: mark } }, spec: { unschedulable: true } };
  await cluster.patch(kinds.nodes, { name: node }, patch, { signal });
}

/** Ends the cordon of a run, and removes its mark. @throws ClusterError */
export async function uncordon(cluster: Cluster, node: string, signal: AbortSignal): Promise<void> {
  const patch = { metadata: { annotations: { [suiteLabels.cordoned]: null } }, spec: { unschedulable: null } };
  await cluster.patch(kinds.nodes, { name: node }, patch, { signal });
}

/** The nodes that runs have cordoned; none where the account may not list nodes. */
export async function findCordons(cluster: Cluster, signal: AbortSignal): Promise<Cordon[]> {
  try {
    return cordonsOf(await cluster.list(kinds.nodes, {}, { signal }));
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return [];
  }
}

/** The cordons of runs among these nodes; pure. */
export function cordonsOf(nodes: readonly Node[]): Cordon[] {
  return nodes.flatMap(({ metadata }) => {
    const mark = metadata?.annotations?.[suiteLabels.cordoned];
    if (mark === undefined) return [];
    const [run = '', text = ''] = mark.split(' ');
    const expires = new Date(text);
    return { node: metadata?.name ?? '', run, ...(Number.isNaN(expires.getTime()) ? {} : { expires }) };
  });
}
