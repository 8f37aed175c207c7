import type { Clock } from '../../time/clock.ts';
import { ClusterError } from '../cluster-error.ts';
import type { SharedList } from '../cluster.ts';

/** The pause before a list is asked for again, in milliseconds. */
const PAUSE = 500;

/**
 * Waits until a shared list has been read, also across a restart of the API server: its LIST is tried again after a transient error.
 * @param signal ends the waiting, with its reason.
 * @throws ClusterError one that is not transient
 */
export async function untilReady(
  list: Pick<SharedList<unknown>, 'ready'>,
  clock: Pick<Clock, 'sleep'>,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      return await list.ready(signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof ClusterError) || !error.transient) throw error;
      await clock.sleep(PAUSE, signal);
    }
  }
}
