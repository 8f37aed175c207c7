import type { Cluster } from '../../cluster/cluster.ts';
import type { Condition } from './condition.ts';
import { Wait } from './wait.ts';
import type { WaitObserver } from './wait-observer.ts';
import type { Waited } from './waited.ts';

/** For how long the API server may fail the last look. */
const PATIENCE_MS = 10_000;

/**
 * Waits until the condition is ready.
 * @param bounds.withinMs longest time, in milliseconds from the call.
 * @throws WaitError with what was last seen, when the time is over (WAIT_TOO_LONG), when waiting cannot help (WAIT_HOPELESS), when
 * what it is about is there no more (WAIT_GONE), when there is nothing to judge (WAIT_DOES_NOT_APPLY); ClusterError when the API server refuses for good; the signal's reason.
 * @example
 * const { seconds } = await until(cluster, deployment({ namespace: 'shop', name: 'web' }).hasReplicas(3), { withinMs: 120_000, signal });
 */
export async function until<Seen>(
  cluster: Cluster,
  condition: Condition<Seen>,
  { withinMs, signal, observe }: { withinMs: number; signal: AbortSignal; observe?: WaitObserver | undefined },
): Promise<Waited<Seen>> {
  return new Wait(cluster, condition, {
    signal,
    withinMs,
    unanswered: 'WAIT_TOO_LONG',
    patienceMs: PATIENCE_MS,
    observe,
    next: ({ state }, { fresh, last }) => {
      if (state === 'ready') return 'done';
      if (state === 'fatal') return 'WAIT_HOPELESS';
      if (state === 'does not apply') return 'WAIT_DOES_NOT_APPLY';
      if (state === 'disappeared') return fresh ? 'WAIT_GONE' : 'afresh';
      return last ? 'WAIT_TOO_LONG' : 'again';
    },
  }).run();
}
