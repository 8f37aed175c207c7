import { isForbidden } from '../cluster/cluster-error.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { getIfThere } from '../cluster/get-if-there.ts';
import { kinds } from '../cluster/kinds/kinds.ts';
import { createOrAdopt } from '../objects/create/create-or-adopt.ts';
import { forNamespaces } from '../objects/create/create-policy.ts';
import { deleteExactly } from '../objects/delete/delete-exactly.ts';
import { podsHolding } from '../objects/delete/pods-holding.ts';
import { waitUntilDeleted } from '../objects/delete/wait-until-deleted.ts';
import { objectsIn } from './foreign-objects.ts';
import type { PlatformRef } from '../instruments/load/platform/platform.ts';
import { PLATFORM_LABEL } from '../instruments/load/platform/platform-manifests.ts';

/** How many of the objects that keep a namespace are named. */
const SHOWN = 5;

/** Creates the namespace of a platform unless it exists. A created one has the label of platforms, and is removed with the last of them. */
export async function ensureNamespace(
  cluster: Cluster,
  { namespace, name }: PlatformRef,
  signal: AbortSignal,
): Promise<void> {
  try {
    const metadata = { name: namespace, labels: { [PLATFORM_LABEL]: name } };
    const manifest = { apiVersion: 'v1', kind: 'Namespace', metadata };
    // It belongs to no run, because it stays longer than the run that needed it first.
    const owner = { runId: '', home: namespace };
    await createOrAdopt(cluster, { ...owner, kind: kinds.namespaces, manifest, policy: forNamespaces, signal });
  } catch (error) {
    // An account that may not read namespaces works in one that somebody else has created.
    if (!isForbidden(error)) throw error;
  }
}

/**
 * Removes a namespace that was created for a platform, if the platform is removed and nothing of anybody is in it.
 * @param bounds.withinMs the timeout, in milliseconds.
 * @param bounds.kept called with what keeps it.
 * @returns how many namespaces were removed.
 */
export async function removeOwnNamespace(
  cluster: Cluster,
  namespace: string,
  { withinMs, signal, kept }: { withinMs: number; signal: AbortSignal; kept?: ((what: string) => void) | undefined },
): Promise<number> {
  try {
    const there = await getIfThere(cluster, kinds.namespaces, { name: namespace }, signal);
    if (there?.metadata?.labels?.[PLATFORM_LABEL] === undefined) return 0;
    const others = await objectsIn(cluster, namespace, signal);
    if (others.length > 0) {
      const shown = others.toSorted().slice(0, SHOWN).join(', ');
      kept?.(others.length > SHOWN ? `${shown} and ${others.length - SHOWN} more` : shown);
      return 0;
    }
    const object = { kind: kinds.namespaces, ref: { name: namespace }, uid: there.metadata.uid };
    await deleteExactly(cluster, object, { signal });
    await waitUntilDeleted(cluster, object, { withinMs, release: podsHolding(object, undefined), signal });
    return 1;
  } catch (error) {
    if (isForbidden(error)) return 0;
    throw error;
  }
}
