import type { AnyObject } from '../../cluster/kinds/any-object.ts';
import { isConflict, type ClusterError } from '../../cluster/cluster-error.ts';
import type { Cluster, Manifest } from '../../cluster/cluster.ts';
import { getIfThere } from '../../cluster/get-if-there.ts';
import type { Kind } from '../../cluster/kinds/kind.ts';
import { formatObject, manifestRef } from '../../cluster/kinds/paths.ts';
import { retryTransient } from '../../conditions/waiting/retry-transient.ts';
import type { CreatedObjects } from '../created-objects.ts';
import { clearName, type Claim } from './clear-name.ts';
import { ownerOf, type CreatePolicy } from './create-policy.ts';

/** After this number of conflicts the last one is thrown. */
const MOST_CONFLICTS = 10;

/** An object to create, and what to do when one with its name exists already. */
export interface CreateRequest<T> {
  kind: Kind<T>;
  /** The manifest to send, with its defaults. */
  manifest: Manifest;
  policy: CreatePolicy;
  /** The run that creates it. */
  runId: string;
  /** The namespace of the run's Lease. */
  home: string;
  /** Where the object is noted before the request, because an answer may be lost after it was created. A kept object is not noted. */
  created?: CreatedObjects;
  /** How long transient errors are retried, in milliseconds, after the retries of the call itself. @default 0 */
  retryMs?: number;
  signal: AbortSignal;
}

/** What was done, and the object as it is now. */
export interface CreateOutcome<T> {
  /**
   * - `created`
   * - `adopted`: an earlier attempt of the same request had created it, and its answer was lost.
   * - `kept`: it existed, and stays as it is.
   * - `applied`: it was created, or changed to match the manifest.
   */
  did: 'created' | 'adopted' | 'kept' | 'applied';
  object: T;
}

/**
 * Creates an object. The policy says what to do with an existing one of its name. The suite creates all objects that may exist already in
 * this way, except the Lease.
 * @throws ShakedownError OBJECT_NAME_TAKEN, CLUSTER_LEFTOVER_STAYS, RUN_UNDER_WAY; WaitError WAIT_TOO_LONG; ClusterError; the signal's reason
 */
export async function createOrAdopt<T>(cluster: Cluster, request: CreateRequest<T>): Promise<CreateOutcome<T>> {
  const { kind, manifest, policy, runId, created, signal } = request;
  if (policy === 'apply') return { did: 'applied', object: await cluster.apply(kind, manifest, { signal }) };
  const claim: Claim = { kind, ref: manifestRef(manifest), runId, home: request.home, policy, signal };
  let existing = policy.lookFirst ? await look(cluster, request) : undefined;
  let cleared = false;
  for (let conflicts = 0; ; conflicts += 1) {
    if (existing) {
      if ((await clearName(cluster, claim, existing, cleared)) === 'kept') return { did: 'kept', object: existing };
      cleared = true;
    }
    const entry = created?.note(kind, claim.ref);
    const answer = await create(cluster, request);
    if ('object' in answer) {
      if (entry) entry.uid = (answer.object as AnyObject).metadata?.uid;
      return { did: 'created', object: answer.object };
    }
    existing = await look(cluster, request);
    if (existing && ownerOf(existing, runId) === 'this run' && existing.metadata?.deletionTimestamp === undefined) {
      if (entry) entry.uid = existing.metadata?.uid;
      return { did: 'adopted', object: existing };
    }
    // Another process was quicker: its object is treated like any that has the name.
    created?.forget(kind, claim.ref);
    if (conflicts >= MOST_CONFLICTS) throw answer.conflict;
  }
}

/** @returns the conflict when an object with that name exists, or a quota was changed at the same time. */
async function create<T>(
  cluster: Cluster,
  request: CreateRequest<T>,
): Promise<{ object: T } | { conflict: ClusterError }> {
  const { kind, manifest } = request;
  const title = `${formatObject(kind, manifestRef(manifest))} is created`;
  return await retried(cluster, request, title, async (signal) => {
    try {
      return { object: await cluster.create(kind, manifest, { signal }) };
    } catch (error) {
      if (isConflict(error)) return { conflict: error };
      throw error;
    }
  });
}

async function look<T>(cluster: Cluster, request: CreateRequest<T>): Promise<(T & AnyObject) | undefined> {
  const { kind, manifest } = request;
  const ref = manifestRef(manifest);
  return await retried(cluster, request, `${formatObject(kind, ref)} is there or not`, async (signal) =>
    getIfThere(cluster, kind as Kind<T & AnyObject>, ref, signal),
  );
}

async function retried<R>(
  cluster: Cluster,
  { retryMs = 0, signal }: Pick<CreateRequest<unknown>, 'retryMs' | 'signal'>,
  title: string,
  call: (signal: AbortSignal) => Promise<R>,
): Promise<R> {
  return retryMs === 0 ? await call(signal) : await retryTransient(cluster, { title, withinMs: retryMs, signal }, call);
}
