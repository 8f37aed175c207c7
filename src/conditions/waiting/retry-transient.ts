import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { ready } from './condition.ts';
import { until } from './until.ts';

/** For how long a call is tried again, and what it is for. */
export interface Retrying {
  /** What is to come about, as a sentence: `deployment shop/web is scaled to 6`. The same in every run. */
  title: string;
  /** Longest time, in milliseconds from the call. */
  withinMs: number;
  signal: AbortSignal;
}

/**
 * Makes a call, again and again as long as the API server fails it for a moment, which outlasts what the door repeats by itself. Only for
 * calls that may be made twice.
 * @returns what the call returned
 * @throws WaitError WAIT_TOO_LONG with the last error; what the call throws that is not of a moment, at once; the signal's reason
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
        // A wait would give a missing right some seconds to settle, which is not what a refusal by a quota or a policy needs.
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
