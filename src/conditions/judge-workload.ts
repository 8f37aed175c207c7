import { fatal, gone, notYet, ready, type Observation } from './condition.ts';
import type { Ownership } from './read-pods.ts';
import type { PodEvidence, RootCause } from './root-cause.ts';
import type { Rollout } from './rollout.ts';

/** A workload that is not in the cluster: not made yet, or no more. */
export function judgeMissing({ ours = false }: Ownership): Observation {
  return ours ? notYet('it does not exist', 0) : gone('it was deleted meanwhile');
}

/** What might have explained a failure and could not be read, the most telling; `undefined` when all was. */
export function whatIsUnread(unread: PodEvidence['unread']): string | undefined {
  return unread?.pods ?? unread?.events;
}

/** A workload's rollout and what explains it, as an answer: the root cause first, then how far it is. */
export function judgeRollout(
  rollout: Rollout,
  { cause, unread }: { cause: RootCause | undefined; unread?: PodEvidence['unread'] },
  { ours = false, namespace }: Ownership & { namespace: string },
): Observation {
  if (rollout.done) return ready(`${rollout.reason}; ${rollout.counts}`);
  const missing = cause ? undefined : whatIsUnread(unread);
  const said = [cause?.text ?? rollout.reason, missing, rollout.counts].filter((one) => one !== undefined);
  const reason = [...new Set(said)].join('; ');
  return ours && cause?.hopeless
    ? fatal(reason, `kubectl -n ${namespace} ${cause.todo}`)
    : notYet(reason, rollout.available);
}
