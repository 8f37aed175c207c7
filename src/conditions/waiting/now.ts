import type { Cluster } from '../../cluster/cluster.ts';
import type { Condition } from './condition.ts';
import { Wait } from './wait.ts';
import type { WaitObserver } from './wait-observer.ts';

/** For how long one look may be failed by the API server before that is the answer. */
const PATIENCE_MS = 10_000;

/**
 * One look. When it is not ready, a second one at a fresh LIST confirms it, so that no failure rests on a watch that fell silent.
 * @returns what was seen.
 * @throws WaitError WAIT_NOT_NOW, WAIT_HOPELESS, WAIT_GONE, WAIT_DOES_NOT_APPLY; ClusterError when the API server refuses for good; the signal's reason.
 */
export async function now<Seen>(
  cluster: Cluster,
  condition: Condition<Seen>,
  { signal, observe }: { signal: AbortSignal; observe?: WaitObserver | undefined },
): Promise<Seen> {
  const { seen } = await new Wait(cluster, condition, {
    signal,
    withinMs: PATIENCE_MS,
    unanswered: 'WAIT_NOT_NOW',
    patienceMs: 0,
    observe,
    next: ({ state }, { last }) => {
      if (state === 'ready') return 'done';
      if (!last) return 'last look';
      if (state === 'fatal') return 'WAIT_HOPELESS';
      if (state === 'does not apply') return 'WAIT_DOES_NOT_APPLY';
      return state === 'disappeared' ? 'WAIT_GONE' : 'WAIT_NOT_NOW';
    },
  }).run();
  return seen;
}
