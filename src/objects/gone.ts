import type { Kind, Ref } from '../cluster/kind.ts';
import { looksAt } from '../cluster/rights.ts';
import { notYet, ready, type Condition } from '../conditions/condition.ts';

type Anything = { metadata?: { uid?: string; deletionTimestamp?: string; finalizers?: string[] } };

/**
 * An object is there no more. One of the same name that was made since is another object.
 * @param uid of the object; without it any object of that name counts.
 */
export function gone(kind: Kind, ref: Ref, uid?: string): Condition<Anything | undefined> {
  const name = ref.namespace === undefined ? ref.name : `${ref.namespace}/${ref.name}`;
  return {
    title: `${kind.kind.toLowerCase()} ${name} is gone`,
    rights: [looksAt(kind)],
    read: (look) => look.get(kind, ref) as Promise<Anything | undefined>,
    judge: (seen) => {
      if (!seen || (uid !== undefined && seen.metadata?.uid !== uid)) return ready();
      const { deletionTimestamp, finalizers = [] } = seen.metadata ?? {};
      if (deletionTimestamp === undefined) return notYet('it is there, and nobody has deleted it');
      return notYet(
        `it is being deleted since ${deletionTimestamp}` +
          (finalizers.length > 0 ? `, held by ${finalizers.join(', ')}` : ''),
      );
    },
  };
}
