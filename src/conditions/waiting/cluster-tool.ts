import type { Cluster } from '../../cluster/cluster.ts';
import type { Duration } from '../../time/duration.ts';
import type { Condition } from './condition.ts';
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
