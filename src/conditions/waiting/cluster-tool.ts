import type { Cluster } from '../../cluster/cluster.ts';
import type { Duration } from '../../time/duration.ts';
import type { Condition } from './condition.ts';
import type { Waited } from './waited.ts';

/** The cluster as a spec sees it: conditions and the three verbs that use them. */
export interface ClusterTool {
  /**
   * Waits until the condition is met. An object that does not exist has until the timeout to be created.
   * @throws WaitError with what was last seen, when the time is over or waiting is hopeless.
   */
  until<Seen>(condition: Condition<Seen>, options?: { within?: Duration }): Promise<Waited<Seen>>;
  /**
   * Looks once; transient errors of the API server are retried for up to 10 s.
   * @throws WaitError when the condition is not met.
   */
  now<Seen>(condition: Condition<Seen>): Promise<Seen>;
  /**
   * Does something during which the condition must be met all the time.
   * @throws WaitError at the first look during the action that does not meet it.
   */
  during<Seen, Result>(condition: Condition<Seen>, action: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
  /** The access to the API server, for instruments; a spec should not need it. */
  readonly door: Cluster;
}
