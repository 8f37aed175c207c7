import type { AnyObject } from '../../cluster/kinds/any-object.ts';
import { isConflict } from '../../cluster/cluster-error.ts';
import type { CallOptions, Cluster } from '../../cluster/cluster.ts';
import { getIfThere } from '../../cluster/get-if-there.ts';
import type { Kind, Ref } from '../../cluster/kinds/kind.ts';
import { ownerOf } from '../create/create-policy.ts';

/** One particular object, and not a later one with the same name. */
export interface ExactObject {
  kind: Kind<AnyObject>;
  ref: Ref;
  /** Absent when it is unknown: then any object with the name is meant. */
  uid?: string | undefined;
}

/** How an object is deleted. */
export type DeleteOptions = CallOptions & {
  gracePeriodSeconds?: number;
  /** @default 'Background' */
  propagation?: 'Background' | 'Foreground';
};

/** Requests the deletion of one object; a later object with its name belongs to somebody else, and stays. */
export async function deleteExactly(
  cluster: Cluster,
  { kind, ref, uid }: ExactObject,
  options: DeleteOptions,
): Promise<void> {
  try {
    await cluster.delete(kind, ref, { ...options, ...(uid !== undefined && { uid }) });
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
}

/**
 * Reads the uid of an object that a run was about to create, because the answer with the uid may have been lost.
 * @returns the object; `undefined` when that run has none with this name.
 */
export async function identify(
  cluster: Cluster,
  object: ExactObject,
  runId: string,
  signal: AbortSignal,
): Promise<ExactObject | undefined> {
  if (object.uid !== undefined) return object;
  const there = await getIfThere(cluster, object.kind, object.ref, signal);
  if (!there || ownerOf(there, runId) !== 'this run') return undefined;
  return { ...object, uid: there.metadata?.uid };
}
