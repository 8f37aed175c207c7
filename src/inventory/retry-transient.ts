import type { Cluster } from '../cluster/cluster.ts';
import { ClusterError } from '../cluster/cluster-error.ts';

/** How long discovery goes on asking an API server that is unreachable for a moment, in milliseconds. */
const PATIENCE = 30_000;

/** Repeats what an API server that restarts, is busy or cut off for a moment has failed. */
export async function retryTransient<T>({ clock }: Cluster, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  const end = clock.now() + PATIENCE;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      signal.throwIfAborted();
      const again = error instanceof ClusterError && error.transient && clock.now() < end;
      if (!again) throw error;
      await clock.sleep(error.retryAfterMs ?? 1_000, signal);
    }
  }
}
