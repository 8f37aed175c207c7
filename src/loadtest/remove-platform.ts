import type { Cluster } from '../cluster/cluster.ts';
import type { Kind, Ref } from '../cluster/kind.ts';
import { kinds } from '../cluster/kinds.ts';
import { until } from '../conditions/waiting/until.ts';
import { gone } from '../conditions/kinds/is-deleted.ts';
import { marks } from '../objects/marks.ts';
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
export async function removeStanding(cluster: Cluster, ref: PlatformRef, signal: AbortSignal): Promise<number> {
  const objects = await objectsStanding(cluster, ref, signal);
  await removeObjects(cluster, objects, signal);
  await until(cluster, noPodsLeft(ref), { withinMs: REMOVAL_MS, signal });
  return objects.length + (await removeOwnNamespace(cluster, ref.namespace, { withinMs: REMOVAL_MS, signal }));
}

/**
 * Removes what one run has of a platform, unless another run has objects of it too: that one sets it up anew, or has done so, and
 * would lose half of it. For a run that does not hold the Lease any more; the namespace stays.
 * @returns the run for which it was left; `undefined` when it was removed.
 */
export async function removeStandingOf(
  cluster: Cluster,
  runId: string,
  ref: PlatformRef,
  signal: AbortSignal,
): Promise<string | undefined> {
  const objects = await objectsStanding(cluster, ref, signal);
  const other = objects.find((object) => object.runId !== runId);
  if (other) return other.runId ?? 'unknown';
  await removeObjects(cluster, objects, signal);
  return undefined;
}

type Listed = { metadata?: { name?: string; uid?: string; labels?: Record<string, string> } };

interface StandingObject {
  kind: Kind;
  ref: Ref;
  uid: string | undefined;
  /** The run that made it or has set it up anew. */
  runId: string | undefined;
}

async function objectsStanding(
  cluster: Cluster,
  { namespace, name }: PlatformRef,
  signal: AbortSignal,
): Promise<StandingObject[]> {
  const labelSelector = `${PLATFORM_LABEL}=${name}`;
  const found = await Promise.all(
    [kinds.deployments, kinds.services, kinds.configMaps].map(async (kind) => {
      const objects = await cluster.list<Listed>(kind, { namespace, labelSelector }, { signal });
      return objects.map(({ metadata }) => ({
        kind: kind as Kind,
        ref: { namespace, name: metadata?.name ?? '' },
        uid: metadata?.uid,
        runId: metadata?.labels?.[marks.runLabel],
      }));
    }),
  );
  return found.flat();
}

async function removeObjects(cluster: Cluster, objects: readonly StandingObject[], signal: AbortSignal): Promise<void> {
  await Promise.all(objects.map(({ kind, ref }) => cluster.delete(kind, ref, { signal, propagation: 'Foreground' })));
  for (const { kind, ref, uid } of objects)
    await until(cluster, gone(kind, ref, uid), { withinMs: REMOVAL_MS, signal });
}
