import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { kinds } from '../../cluster/kinds.ts';

/** Longer than the door repeats a call by itself, in milliseconds. */
const PATIENCE = 15_000;

/** Why the API server cannot be asked now, in a few words; `undefined` when it answers, be it with a refusal. */
export async function whyUnanswered(cluster: Cluster, signal: AbortSignal): Promise<string | undefined> {
  const late = AbortSignal.timeout(PATIENCE);
  try {
    await cluster.get(kinds.namespaces, { name: 'kube-system' }, { signal: AbortSignal.any([signal, late]) });
    return undefined;
  } catch (error) {
    if (late.aborted && !signal.aborted) return `no answer from ${cluster.server} for ${PATIENCE / 1_000} s`;
    return error instanceof ClusterError && error.unanswered ? error.seen : undefined;
  }
}
