import type { AnyObject } from '../../cluster/any-object.ts';
import { isConflict } from '../../cluster/cluster-error.ts';
import type { CallOptions, Cluster } from '../../cluster/cluster.ts';
import { getIfThere } from '../../cluster/get-if-there.ts';
import type { Kind, Ref } from '../../cluster/kind.ts';
import { ownerOf } from '../create/create-policy.ts';

/** One object, and not another that has its name by now. */
export interface ExactObject {
  kind: Kind<AnyObject>;
  ref: Ref;
  /** Absent where it is not known: then whatever has the name is meant. */
  uid?: string | undefined;
}

/** How an object is deleted. */
export type DeleteOptions = CallOptions & {
  gracePeriodSeconds?: number;
  /** @default 'Background' */
  propagation?: 'Background' | 'Foreground';
};

/** Asks for the deletion of one object; what has its name by now is somebody else's, and stays. */
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
 * Finds out the uid of an object that a run was about to create: the answer may have got lost that would have told it.
 * @returns the object; `undefined` when there is none of that run.
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
