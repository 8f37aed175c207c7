import type { Cluster } from '../../cluster/cluster.ts';
import type { Condition } from './condition.ts';
import type { WaitOptions } from './verb.ts';
import { Wait } from './wait.ts';

/** How long a look is retried when the API server fails, in milliseconds. */
const RETRY_MS = 10_000;

/**
 * One look. If the condition is not met, a second look at a fresh LIST confirms it, so that no failure depends on a watch that became silent.
 * @returns what was seen.
 * @throws WaitError WAIT_NOT_NOW, WAIT_HOPELESS, WAIT_DELETED, WAIT_ABSENT, WAIT_DOES_NOT_APPLY, WAIT_UNANSWERED; ClusterError when the API
 * server refuses permanently; the signal's reason.
 */
export async function now<Seen>(cluster: Cluster, condition: Condition<Seen>, options: WaitOptions): Promise<Seen> {
  const { seen } = await new Wait(cluster, condition, {
    ...options,
    withinMs: RETRY_MS,
    unanswered: 'WAIT_NOT_NOW',
    lastLookRetryMs: 0,
    next: ({ state }, { last, absent }) => {
      if (state === 'ready') return 'done';
      if (!last) return 'last look';
      if (state === 'fatal') return 'WAIT_HOPELESS';
      if (state === 'does not apply') return 'WAIT_DOES_NOT_APPLY';
      if (absent) return 'WAIT_ABSENT';
      return state === 'disappeared' ? 'WAIT_DELETED' : 'WAIT_NOT_NOW';
    },
  }).run();
  return seen;
}
