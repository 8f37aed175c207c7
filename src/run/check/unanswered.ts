import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';

/** Timeout in milliseconds: longer than a call is repeated. */
const TIMEOUT = 15_000;

/** Why the API server does not answer now, in a few words; `undefined` when it answers, even with a refusal. */
export async function whyUnanswered(cluster: Cluster, signal: AbortSignal): Promise<string | undefined> {
  const late = AbortSignal.timeout(TIMEOUT);
  try {
    await cluster.get(kinds.namespaces, { name: 'kube-system' }, { signal: AbortSignal.any([signal, late]) });
    return undefined;
  } catch (error) {
    if (late.aborted && !signal.aborted) return `no answer from ${cluster.server} for ${TIMEOUT / 1_000} s`;
    return error instanceof ClusterError && error.unanswered ? error.seen : undefined;
  }
}
