import type { Cluster } from '../../cluster/cluster.ts';
import type { Condition } from './condition.ts';
import { now } from './now.ts';
import type { WaitOptions } from './verb.ts';
import { Wait } from './wait.ts';

/**
 * Does something during which a condition must be met all the time: before the action begins, at every change, and when it is done.
 * At the first look that does not meet it, the action's signal fires; the error is thrown when the action has ended.
 * @returns what the action returned.
 * @throws WaitError WAIT_BROKEN with what was seen; the errors of `now` when it was not met at the beginning; what the action threw.
 * @example
 * await during(cluster, service(web).hasReadyEndpoints(), (signal) => rollTo('v2', signal), { signal });
 */
export async function during<Seen, Result>(
  cluster: Cluster,
  condition: Condition<Seen>,
  action: (signal: AbortSignal) => Promise<Result>,
  options: WaitOptions,
): Promise<Result> {
  const { signal } = options;
  await now(cluster, condition, options);
  const stop = new AbortController();
  let over = false;
  const watch = new Wait(cluster, condition, {
    ...options,
    signal: AbortSignal.any([signal, stop.signal]),
    withinMs: Number.POSITIVE_INFINITY,
    unanswered: 'WAIT_BROKEN',
    lastLookRetryMs: 0,
    next: ({ state }, { last }) => {
      if (last) return 'WAIT_BROKEN';
      if (state !== 'ready') return 'last look';
      return over ? 'done' : 'again';
    },
  });
  const broken = watch.run().then(
    () => undefined,
    (error: unknown) => {
      stop.abort(error);
      return error as Error;
    },
  );
  let result: Result;
  try {
    result = await action(AbortSignal.any([signal, stop.signal]));
  } catch (error) {
    // If the action was stopped, what it throws is not the cause.
    if (stop.signal.aborted) throw stop.signal.reason;
    stop.abort(error);
    await broken;
    throw error;
  }
  over = true;
  watch.wake();
  const error = await broken;
  if (error) throw error;
  return result;
}
