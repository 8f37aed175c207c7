import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { ready } from './condition.ts';
import { until } from './until.ts';

/** How long a call is retried, and what it is for. */
export interface Retrying {
  /** The expected result of the call, as a sentence: `deployment shop/web is scaled to 6`. The same in every run. */
  title: string;
  /** The timeout, in milliseconds from the call. */
  withinMs: number;
  signal: AbortSignal;
}

/**
 * Makes a call, and retries it while the API server fails transiently, for longer than {@link Cluster} repeats a call. Only for calls that may
 * be made twice.
 * @returns what the call returned
 * @throws WaitError WAIT_TOO_LONG with the last error; an error of the call that is not transient, at once; the signal's reason
 * @example
 * await retryTransient(cluster, { title: 'deployment shop/web is scaled to 6', withinMs: 120_000, signal }, (signal) =>
 *   cluster.patch(kinds.deployments, ref, { spec: { replicas: 6 } }, { signal }),
 * );
 */
export async function retryTransient<T>(
  cluster: Cluster,
  { title, withinMs, signal }: Retrying,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const condition = {
    title,
    rights: [],
    read: async (look: { signal: AbortSignal }): Promise<() => T> => {
      try {
        const result = await call(look.signal);
        return () => result;
      } catch (error) {
        if (!(error instanceof ClusterError) || error.transient) throw error;
        // Returned, not thrown: a wait retries a 403 for some seconds, which does not help against a quota or a policy.
        return () => {
          throw error;
        };
      }
    },
    judge: () => ready(),
  };
  const { seen } = await until(cluster, condition, { withinMs, signal });
  return seen();
}
