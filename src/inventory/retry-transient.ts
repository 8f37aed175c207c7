import type { Cluster } from '../cluster/cluster.ts';
import * as waiting from '../conditions/waiting/retry-transient.ts';
import { apiErrorOf } from '../conditions/waiting/wait-error.ts';

/** How long discovery retries when the API server is unreachable for a moment, in milliseconds. */
const RETRY_MS = 30_000;

/**
 * Retries a call that fails transiently: the API server restarts, is busy or is unreachable.
 * @throws ClusterError the last one, when that lasts.
 */
export async function retryTransient<T>(cluster: Cluster, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  try {
    return await waiting.retryTransient(
      cluster,
      { title: 'the cluster is discovered', withinMs: RETRY_MS, signal },
      ask,
    );
  } catch (error) {
    throw apiErrorOf(error);
  }
}
