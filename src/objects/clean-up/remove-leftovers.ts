import type { AnyObject } from '../../cluster/any-object.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { isForbidden } from '../../cluster/cluster-error.ts';
import { isSameKind, type Kind } from '../../cluster/kind.ts';
import { kinds } from '../../cluster/kinds.ts';
import { deleteExactly } from '../delete/delete-exactly.ts';
import { podsHolding } from '../delete/pods-holding.ts';
import { waitUntilDeleted } from '../delete/wait-until-deleted.ts';
import type { Leftover } from './find-leftovers.ts';

/** Removes leftovers and returns when they are gone. @throws WaitError; ClusterError; the signal's reason */
export async function removeLeftovers(
  cluster: Cluster,
  leftovers: readonly Leftover[],
  signal: AbortSignal,
): Promise<void> {
  for (const leftover of leftovers) await deleteExactly(cluster, leftover, { signal, propagation: 'Foreground' });
  for (const leftover of leftovers) {
    const { kind, ref, run } = leftover;
    if (isSameKind(kind, kinds.namespaces)) await removeRolesOfSonobuoy(cluster, ref.name, signal);
    // A run that was killed by the death of a node has left pods there, whose end nobody will confirm.
    await waitUntilDeleted(cluster, leftover, { signal, release: podsHolding(leftover, run) });
  }
}

/** The roles that Sonobuoy makes for a namespace are named after it, and outlive it. */
async function removeRolesOfSonobuoy(cluster: Cluster, namespace: string, signal: AbortSignal): Promise<void> {
  const wide: readonly Kind<AnyObject>[] = [kinds.clusterRoleBindings, kinds.clusterRoles];
  for (const kind of wide) {
    const labelSelector = `component=sonobuoy,namespace=${namespace}`;
    const roles = await cluster.list(kind, { labelSelector }, { signal }).catch((error: unknown) => {
      // Who may not list them was told so when leftovers were looked for.
      if (isForbidden(error)) return [];
      throw error;
    });
    for (const { metadata } of roles)
      await deleteExactly(cluster, { kind, ref: { name: metadata?.name ?? '' }, uid: metadata?.uid }, { signal });
  }
}
