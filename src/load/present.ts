import { ClusterError } from '../cluster/cluster-error.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Kind, Ref } from '../cluster/kind.ts';

/** An object as it is; `undefined` when there is none. */
export async function present<T>(
  cluster: Cluster,
  kind: Kind<T>,
  ref: Ref,
  signal: AbortSignal,
): Promise<T | undefined> {
  try {
    return await cluster.get(kind, ref, { signal });
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'CLUSTER_NOT_FOUND') return undefined;
    throw error;
  }
}
