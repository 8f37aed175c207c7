import { fatal, gone, notYet, ready, type Observation } from './condition.ts';
import type { Ownership } from './read-pods.ts';
import type { RootCause } from './root-cause.ts';
import type { Rollout } from './rollout.ts';

/** A workload that is not in the cluster: not made yet, or no more. */
export function judgeMissing({ ours = false }: Ownership): Observation {
  return ours ? notYet('it does not exist', 0) : gone('it was deleted meanwhile');
}

/** A workload's rollout and what explains it, as an answer: the root cause first, then how far it is. */
export function judgeRollout(
  rollout: Rollout,
  cause: RootCause | undefined,
  { ours = false, namespace }: Ownership & { namespace: string },
): Observation {
  if (rollout.done) return ready(`${rollout.reason}; ${rollout.counts}`);
  const reason = [...new Set([cause?.text ?? rollout.reason, rollout.counts])].join('; ');
  return ours && cause?.hopeless
    ? fatal(reason, `kubectl -n ${namespace} ${cause.todo}`)
    : notYet(reason, rollout.available);
}
