import type { AnyObject } from '../../cluster/kinds/any-object.ts';
import type { Kind, Ref } from '../../cluster/kinds/kind.ts';
import { formatObject } from '../../cluster/kinds/paths.ts';
import { looksAt } from '../../cluster/rights/rights.ts';
import { notYet, ready, type Condition, type Observation } from '../waiting/condition.ts';

/**
 * An object of ours does not exist any more. Another one of the same name, created since, does not count.
 * @param uid of the object; without it any object of that name counts.
 * @example await cluster.until(isDeleted(kinds.deployments, { namespace: 'shop', name: 'web' }), { within: '1m' });
 */
export function isDeleted(kind: Kind, ref: Ref, uid?: string): Condition<AnyObject | undefined> {
  const place = ref.namespace === undefined ? '' : `-n ${ref.namespace} `;
  return {
    title: `${formatObject(kind, ref)} is deleted`,
    rights: [{ ...looksAt(kind), scope: kind.namespaced ? 'suite' : 'cluster' }],
    todo: `kubectl ${place}get ${kind.resource} ${ref.name} -o yaml`,
    read: async (look) => look.get(kind as Kind<AnyObject>, ref),
    judge: (seen) => judgeDeleted(seen, uid),
  };
}

/** Judges whether an object is deleted, and says what keeps it; pure. @param uid as {@link isDeleted} takes it. */
export function judgeDeleted(seen: AnyObject | undefined, uid?: string): Observation {
  if (!seen || (uid !== undefined && seen.metadata?.uid !== uid)) return ready();
  const { deletionTimestamp, finalizers = [] } = seen.metadata ?? {};
  if (deletionTimestamp === undefined) return notYet('it is there, and nobody has deleted it');
  const since = typeof deletionTimestamp === 'string' ? deletionTimestamp : deletionTimestamp.toISOString();
  const parts = [`it is being deleted since ${since}`];
  if (finalizers.length > 0) parts.push(`held by ${finalizers.join(', ')}`);
  parts.push(...namespaceTrouble(seen));
  return notYet(parts.join('; '));
}

/** The conditions of a namespace say what is left in it. */
function namespaceTrouble({ status }: AnyObject): string[] {
  const { conditions = [] } = (status ?? {}) as {
    conditions?: readonly { type: string; status: string; message?: string }[];
  };
  return conditions.flatMap(({ type, status: is, message }) =>
    type.startsWith('Namespace') && is === 'True' && message ? [message] : [],
  );
}
