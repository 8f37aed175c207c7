import type { Cluster } from '../../cluster/cluster.ts';
import { milliseconds, type Duration } from '../../time/duration.ts';
import type { Condition } from './condition.ts';
import { during } from './during.ts';
import { now } from './now.ts';
import { until } from './until.ts';
import type { WaitObserver } from './wait-observer.ts';
import type { Waited } from './waited.ts';

/** The cluster as a spec sees it: conditions and the three verbs that use them. */
export interface ClusterTool {
  /**
   * Waits until the condition is ready.
   * @throws WaitError with what was last seen, when the time is over or waiting is hopeless.
   */
  until<Seen>(condition: Condition<Seen>, options?: { within?: Duration }): Promise<Waited<Seen>>;
  /**
   * One look; transient API errors are retried for up to 10 s.
   * @throws WaitError when it is not ready.
   */
  now<Seen>(condition: Condition<Seen>): Promise<Seen>;
  /**
   * Does something, and demands that the condition holds all along.
   * @throws WaitError at the first look, while the action lasts, that is not ready.
   */
  during<Seen, Result>(condition: Condition<Seen>, action: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
  /** The door itself, for instruments; a spec should not need it. */
  readonly door: Cluster;
}

/**
 * The cluster as the body of a check sees it.
 * @param signal ends every wait with its reason.
 * @param settle how long `until` waits when no time is given.
 * @param observe called with what each wait sees.
 */
export function clusterTool({
  cluster,
  signal,
  settle,
  observe,
}: {
  cluster: Cluster;
  signal: AbortSignal;
  settle: Duration;
  observe?: WaitObserver | undefined;
}): ClusterTool {
  return {
    door: cluster,
    until: (condition, { within = settle } = {}) =>
      until(cluster, condition, { withinMs: milliseconds(within), signal, observe }),
    now: (condition) => now(cluster, condition, { signal, observe }),
    during: (condition, action) => during(cluster, condition, action, { signal, observe }),
  };
}
