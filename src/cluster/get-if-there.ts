import { ClusterError } from './cluster-error.ts';
import type { Cluster } from './cluster.ts';
import type { Kind, Ref } from './kinds/kind.ts';

/**
 * An object; `undefined` when there is none with that name.
 * @throws ClusterError when it cannot be read; the signal's reason.
 */
export async function getIfThere<T>(
  cluster: Cluster,
  kind: Kind<T>,
  ref: Ref,
  signal: AbortSignal | undefined,
): Promise<T | undefined> {
  try {
    return await cluster.get(kind, ref, signal ? { signal } : {});
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'CLUSTER_NOT_FOUND') return undefined;
    throw error;
  }
}
