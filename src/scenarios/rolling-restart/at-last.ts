import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';

/** The pause between two tries, in milliseconds. */
const PAUSE_MS = 500;

/**
 * Tries until something of the cluster is as it was before the check, or its object is gone: it must not stay changed because the API server was
 * unavailable for a moment. It has a deadline of its own, because the time of the check may be over.
 * @throws what the last try throws
 */
export async function atLast(
  cluster: Cluster,
  withinMs: number,
  restore: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const deadline = AbortSignal.timeout(withinMs);
  for (;;)
    try {
      await restore(deadline);
      return;
    } catch (error) {
      const isDeleted = error instanceof ClusterError && error.code === 'CLUSTER_NOT_FOUND';
      if (isDeleted) return;
      if (deadline.aborted) throw error;
      await cluster.clock.sleep(PAUSE_MS);
    }
}
