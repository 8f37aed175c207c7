import type { Kind, Ref } from '../../cluster/kind.ts';
import { absent, judgeAbsent, type Remaining } from './absent.ts';
import { ready, type Condition } from '../waiting/condition.ts';

/**
 * One object is there no more: another one of the same name, made since, does not count.
 * @param uid of the object; without it any object of that name counts.
 */
export function isDeleted(kind: Kind, ref: Ref, uid?: string): Condition<Remaining | undefined> {
  return {
    ...absent(kind, ref),
    judge: (seen) => (uid !== undefined && seen && uidOf(seen) !== uid ? ready() : judgeAbsent(seen)),
  };
}

const uidOf = (object: Remaining) => (object as { metadata?: { uid?: string } }).metadata?.uid;
