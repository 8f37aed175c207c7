import type { Cluster } from '../cluster/cluster.ts';
import { kinds, type Node } from '../cluster/kinds.ts';
import { madeByRun } from './marks.ts';

/**
 * Deletes pods on nodes that do not report without waiting for their kubelets, which would have to say that the pods have
 * ended and may never do so. Should such a node come back, its kubelet ends what the API server does not know.
 * @param of.runId only the pods of this run. @default all pods
 */
export async function releaseFromDeadNodes(
  cluster: Cluster,
  { namespaces, runId }: { namespaces: readonly string[]; runId?: string },
  signal: AbortSignal,
): Promise<void> {
  const nodes = await cluster.list(kinds.nodes, {}, { signal });
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

function isReady({ status }: Node): boolean {
  return status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
}
