import type { Cluster } from '../../cluster/cluster.ts';
import type { Condition, Observation } from './condition.ts';
import type { WaitOptions } from './verb.ts';
import { LASTING_MS, Wait } from './wait.ts';
import type { Waited } from './waited.ts';

/** How long the last look is retried when the API server fails, in milliseconds. */
const LAST_LOOK_RETRY_MS = 10_000;

/**
 * Waits until the condition is met.
 * @param options.withinMs the timeout, in milliseconds from the call.
 * @throws WaitError with what was last seen: after the timeout (WAIT_TOO_LONG, or WAIT_UNANSWERED when the API server did not answer), when
 * nothing is wrong yet and the time was too short (WAIT_UNJUDGED), when waiting cannot help (WAIT_HOPELESS), when the object was deleted during the run (WAIT_DELETED), when it did not exist at any look until the
 * timeout (WAIT_ABSENT), when there is nothing to judge (WAIT_DOES_NOT_APPLY); ClusterError when the API server refuses permanently; the
 * signal's reason.
 * @example
 * const { seconds } = await until(cluster, deployment({ namespace: 'shop', name: 'web' }).hasReplicas(3), { withinMs: 120_000, signal });
 */
export async function until<Seen>(
  cluster: Cluster,
  condition: Condition<Seen>,
  { withinMs, ...options }: { withinMs: number } & WaitOptions,
): Promise<Waited<Seen>> {
  return new Wait(cluster, condition, {
    ...options,
    withinMs,
    unanswered: 'WAIT_TOO_LONG',
    lastLookRetryMs: LAST_LOOK_RETRY_MS,
    next: (observation, { fresh, last, absent, overdueMs, explained, isStuck }) => {
      const { state } = observation;
      if (state === 'ready') return 'done';
      if (state === 'fatal') return 'WAIT_HOPELESS';
      if (state === 'does not apply') return 'WAIT_DOES_NOT_APPLY';
      if (state === 'disappeared') return fresh ? 'WAIT_DELETED' : 'afresh';
      if (!last && isStuck) return fresh && explained ? 'WAIT_HOPELESS' : 'explain';
      if (!last || (isLasting(observation) && overdueMs < LASTING_MS)) return 'again';
      if (state === 'not yet' && observation.isUnjudged) return 'WAIT_UNJUDGED';
      return absent ? 'WAIT_ABSENT' : 'WAIT_TOO_LONG';
    },
  }).run();
}

/** Whether all is reached, and only has to last. */
function isLasting(observation: Observation): boolean {
  return observation.state === 'not yet' && observation.due?.lasts === true;
}
