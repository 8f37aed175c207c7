import type { Autoscaling } from '../scenarios/autoscaling/autoscaling.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Condition } from '../conditions/waiting/condition.ts';
import type { Config } from '../config/schema.ts';
import type { Load } from '../instruments/load/load.ts';
import type { Measurement } from '../results/model.ts';
import type { Duration } from '../time/duration.ts';
import type { Probes } from '../instruments/agents/probes.ts';
import type { TargetApp } from '../instruments/target-app/target-app.ts';

/** What a wait came to. */
export interface Waited<Seen> {
  seen: Seen;
  /** From the call to the look that was ready, in seconds. */
  seconds: number;
  /** How often it was looked at. */
  looks: number;
  /** How often the API server failed a look for a moment. */
  retried: number;
  /** How often it fell back on the way: fewer replicas available, or fewer parts ready, than at the look before. */
  dips: number;
  /** When the change that made it ready came into our sight. */
  seenAt: Date;
  /** When the cluster says it wrote that change: the whole second, or the microsecond, it is known to. */
  writtenBetween: readonly [Date, Date] | undefined;
}

/** The cluster as a spec sees it: conditions and the three verbs that use them. */
export interface ClusterTool {
  /**
   * Waits until the condition is ready.
   * @throws WaitError with what was last seen, when the time is over or waiting is hopeless.
   */
  until<Seen>(condition: Condition<Seen>, options?: { within?: Duration }): Promise<Waited<Seen>>;
  /**
   * One look; transient API errors are looked past for up to 10 s.
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

/** What an instrument that judges by itself has come to. */
export interface CheckVerdict {
  status: 'passed' | 'failed' | 'inconclusive' | 'skipped';
  /** Stable code of the cause: `HPA_NO_DECISION`. */
  code: string;
  /** One line that says what is wrong. */
  message: string;
  /** More of it, for reading on. */
  detail?: string;
}

/** What a check's body is given. */
export interface Toolbox {
  readonly cluster: ClusterTool;
  /** Agents on every real node, that see Services, endpoints and DNS from inside. */
  readonly probes: Probes;
  /** The suite's own app, to deploy, scale, roll and delete. */
  readonly targetApp: TargetApp;
  /** Load by Locust. */
  readonly load: Load;
  /** HPAs, watched while load comes and goes. */
  readonly autoscaling: Autoscaling;
  readonly config: Config;
  /** Fires when the check's time, or the run's, is over. */
  readonly signal: AbortSignal;
  /** Keeps a figure with the test. */
  measure: (measurement: Measurement) => void;
  /** Keeps a text with the test, as a file in the results. */
  attach: (title: string, text: string) => void;
  /**
   * Ends the check as skipped: it does not apply here, by a fact that was read.
   * @throws always
   */
  skip: (reason: string) => never;
  /**
   * Ends the check as inconclusive: the instrument was not good enough to judge.
   * @throws always
   */
  inconclusive: (reason: string) => never;
  /**
   * Ends the check by the verdict of an instrument; goes on when that is `passed`.
   * @throws when it is not
   */
  conclude: (verdict: CheckVerdict) => void;
}
