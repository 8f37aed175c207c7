import { fatal, disappeared, notYet, ready, type Observation } from '../waiting/condition.ts';
import { crashLoop } from '../../diagnosis/crash-loop.ts';
import type { Ownership } from './read-pods.ts';
import type { PodEvidence, RootCause } from '../../diagnosis/root-cause.ts';
import type { Rollout } from './rollout.ts';

/** The part of an object that says whether it is being deleted. */
interface Deletable {
  metadata?: { deletionTimestamp?: string };
}

/** Whether somebody has deleted it, which its finalizers or what belongs to it hold up: what is left of it is nobody's promise. */
export function isTerminating({ metadata }: Deletable): boolean {
  return metadata?.deletionTimestamp !== undefined;
}

/** A workload that is not in the cluster, or on its way out of it: not made yet, or no more. */
export function judgeMissing({ ours = false }: Ownership, there?: Deletable): Observation {
  if (ours) return notYet(there ? 'it is being deleted' : 'it does not exist', 0);
  return disappeared(
    there ? `it is being deleted, since ${there.metadata?.deletionTimestamp}` : 'it was deleted meanwhile',
  );
}

/** What might have explained a failure and could not be read, the most important; `undefined` when all was. */
export function whatIsUnread(unread: PodEvidence['unread']): string | undefined {
  return unread?.pods ?? unread?.events;
}

/** A workload's rollout and what explains it, as an answer: its reason is the root cause, or else how far it is. */
export function judgeRollout(
  rollout: Rollout,
  { cause, unread, pods = [], events = [], date }: { cause: RootCause | undefined } & Partial<PodEvidence>,
  { ours = false, namespace }: Ownership & { namespace: string },
): Observation {
  const { counts, available } = rollout;
  const shows = (explained: RootCause) => ({ counts, todo: `kubectl -n ${namespace} ${explained.todo}` });
  if (rollout.done) {
    const loop = date && crashLoop({ pods, events }, date);
    return loop ? { ...notYet(loop.text, available), ...shows(loop) } : { ...ready(rollout.reason), counts };
  }
  if (cause)
    return { ...(ours && cause.hopeless ? fatal(cause.text) : notYet(cause.text, available)), ...shows(cause) };
  const reason = [rollout.reason, whatIsUnread(unread)].filter((one) => one !== undefined).join('; ');
  return { ...notYet(reason, available), counts };
}
