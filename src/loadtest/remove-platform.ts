import type { Cluster } from '../cluster/cluster.ts';
import type { Kind, Ref } from '../cluster/kind.ts';
import { kinds } from '../cluster/kinds.ts';
import { until } from '../conditions/waiting/until.ts';
import { isDeleted } from '../conditions/kinds/is-deleted.ts';
import { suiteLabels } from '../objects/suite-labels.ts';
import { noPodsLeft } from '../instruments/load/platform/no-pods-left.ts';
import { removeOwnNamespace } from './own-namespace.ts';
import type { PlatformRef } from '../instruments/load/platform/platform.ts';
import { PLATFORM_LABEL } from '../instruments/load/platform/platform-manifests.ts';

/** How long the removal of a platform may take, in milliseconds. */
const REMOVAL_MS = 90_000;

/**
 * Removes a platform to its last object, whoever set it up.
 * @returns how many objects there were.
 */
export async function removePlatform(cluster: Cluster, ref: PlatformRef, signal: AbortSignal): Promise<number> {
  const objects = await platformObjects(cluster, ref, signal);
  await removeObjects(cluster, objects, signal);
  await until(cluster, noPodsLeft(ref), { withinMs: REMOVAL_MS, signal });
  return objects.length + (await removeOwnNamespace(cluster, ref.namespace, { withinMs: REMOVAL_MS, signal }));
}

/**
 * Removes what one run has of a platform, unless another run has objects of it too: that one sets it up anew, or has done so, and
 * would lose half of it. For a run that does not hold the Lease any more; the namespace stays.
 * @returns the run for which it was left; `undefined` when it was removed.
 */
export async function removePlatformOf(
  cluster: Cluster,
  runId: string,
  ref: PlatformRef,
  signal: AbortSignal,
): Promise<string | undefined> {
  const objects = await platformObjects(cluster, ref, signal);
  const other = objects.find((object) => object.runId !== runId);
  if (other) return other.runId ?? 'unknown';
  await removeObjects(cluster, objects, signal);
  return undefined;
}

type Listed = { metadata?: { name?: string; uid?: string; labels?: Record<string, string> } };

interface PlatformObject {
  kind: Kind;
  ref: Ref;
  uid: string | undefined;
  /** The run that made it or has set it up anew. */
  runId: string | undefined;
}

async function platformObjects(
  cluster: Cluster,
  { namespace, name }: PlatformRef,
  signal: AbortSignal,
): Promise<PlatformObject[]> {
  const labelSelector = `${PLATFORM_LABEL}=${name}`;
  const found = await Promise.all(
    [kinds.deployments, kinds.services, kinds.configMaps].map(async (kind) => {
      const objects = await cluster.list<Listed>(kind, { namespace, labelSelector }, { signal });
      return objects.map(({ metadata }) => ({
        kind: kind as Kind,
        ref: { namespace, name: metadata?.name ?? '' },
        uid: metadata?.uid,
        runId: metadata?.labels?.[suiteLabels.runLabel],
      }));
    }),
  );
  return found.flat();
}

async function removeObjects(cluster: Cluster, objects: readonly PlatformObject[], signal: AbortSignal): Promise<void> {
  await Promise.all(objects.map(({ kind, ref }) => cluster.delete(kind, ref, { signal, propagation: 'Foreground' })));
  for (const { kind, ref, uid } of objects)
    await until(cluster, isDeleted(kind, ref, uid), { withinMs: REMOVAL_MS, signal });
}
