import type { AnyObject } from '../../cluster/kinds/any-object.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { isForbidden } from '../../cluster/cluster-error.ts';
import { isSameKind, type Kind } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { deleteExactly } from '../delete/delete-exactly.ts';
import { podsHolding } from '../delete/pods-holding.ts';
import { waitUntilDeleted } from '../delete/wait-until-deleted.ts';
import type { Leftover } from './find-leftovers.ts';

/** Removes leftovers and returns when they are deleted. @throws WaitError; ClusterError; the signal's reason */
export async function removeLeftovers(
  cluster: Cluster,
  leftovers: readonly Leftover[],
  signal: AbortSignal,
): Promise<void> {
  for (const leftover of leftovers) await deleteExactly(cluster, leftover, { signal, propagation: 'Foreground' });
  for (const leftover of leftovers) {
    const { kind, ref, run } = leftover;
    if (isSameKind(kind, kinds.namespaces)) await removeRolesOfSonobuoy(cluster, ref.name, signal);
    // If a run was killed because its node died, its pods are on that node, and no kubelet confirms that they have ended.
    await waitUntilDeleted(cluster, leftover, { signal, release: podsHolding(leftover, run) });
  }
}

/** Sonobuoy creates cluster roles for a namespace, named after it; they remain when the namespace is deleted. */
async function removeRolesOfSonobuoy(cluster: Cluster, namespace: string, signal: AbortSignal): Promise<void> {
  const wide: readonly Kind<AnyObject>[] = [kinds.clusterRoleBindings, kinds.clusterRoles];
  for (const kind of wide) {
    const labelSelector = `component=sonobuoy,namespace=${namespace}`;
    const roles = await cluster.list(kind, { labelSelector }, { signal }).catch((error: unknown) => {
      // That the account has no permission to list them was reported when leftovers were searched.
      if (isForbidden(error)) return [];
      throw error;
    });
    for (const { metadata } of roles)
      await deleteExactly(cluster, { kind, ref: { name: metadata?.name ?? '' }, uid: metadata?.uid }, { signal });
  }
}
