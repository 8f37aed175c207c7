import type { Cluster } from '../cluster/cluster.ts';
import { until } from '../conditions/waiting/until.ts';
import { kinds } from '../cluster/kinds/kinds.ts';
import { runOf } from '../objects/create/create-policy.ts';
import { deleteExactly, type ExactObject } from '../objects/delete/delete-exactly.ts';
import { waitUntilDeleted } from '../objects/delete/wait-until-deleted.ts';
import { platformKinds } from '../instruments/load/load-rights.ts';
import { noPodsLeft } from '../instruments/load/platform/no-pods-left.ts';
import { tokenObject } from './access/token-secret.ts';
import { removeOwnNamespace } from './own-namespace.ts';
import type { PlatformRef } from '../instruments/load/platform/platform.ts';
import { PLATFORM_LABEL } from '../instruments/load/platform/platform-manifests.ts';

/** Timeout for the removal of a platform, in milliseconds. */
const REMOVAL_MS = 90_000;

/**
 * Removes a platform to its last object, whoever set it up.
 * @param kept called with what other objects keep the namespace that was created for it.
 * @returns the number of removed objects.
 */
export async function removePlatform(
  cluster: Cluster,
  ref: PlatformRef,
  signal: AbortSignal,
  kept?: (what: string) => void,
): Promise<number> {
  const objects = await platformObjects(cluster, ref, signal);
  await removeObjects(cluster, ref, objects, signal);
  await until(cluster, noPodsLeft(ref), { withinMs: REMOVAL_MS, signal });
  return objects.length + (await removeOwnNamespace(cluster, ref.namespace, { withinMs: REMOVAL_MS, signal, kept }));
}

/**
 * Removes the objects that one run has of a platform, unless another run has objects of it too: that run is setting it up again, and
 * would lose a part of it. For a run that does not hold the Lease any more; the namespace stays.
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
  await removeObjects(cluster, ref, objects, signal);
  return undefined;
}

interface PlatformObject extends ExactObject {
  /** The run that created it or has set it up again. */
  runId: string | undefined;
}

async function platformObjects(
  cluster: Cluster,
  { namespace, name }: PlatformRef,
  signal: AbortSignal,
): Promise<PlatformObject[]> {
  const found = await Promise.all(
    platformKinds.map(async (kind) => {
      const objects = await cluster.list(kind, { namespace, labelSelector: selectorOf(name) }, { signal });
      return objects.map((object) => ({ kind, object }));
    }),
  );
  const secrets = await tokenObject(cluster, { namespace, name }, signal);
  return [...found.flat(), ...secrets.map((object) => ({ kind: kinds.secrets, object }))].map(({ kind, object }) => ({
    kind,
    ref: { namespace, name: object.metadata?.name ?? '' },
    uid: object.metadata?.uid,
    runId: runOf(object),
  }));
}

async function removeObjects(
  cluster: Cluster,
  { namespace, name }: PlatformRef,
  objects: readonly ExactObject[],
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(objects.map((object) => deleteExactly(cluster, object, { signal, propagation: 'Foreground' })));
  const release = { namespace, labelSelector: selectorOf(name) };
  for (const object of objects) await waitUntilDeleted(cluster, object, { withinMs: REMOVAL_MS, release, signal });
}

function selectorOf(name: string): string {
  return `${PLATFORM_LABEL}=${name}`;
}
