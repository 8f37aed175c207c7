import type { Autoscaling } from '../scenarios/autoscaling/autoscaling.ts';
import type { ClusterTool } from '../conditions/waiting/cluster-tool.ts';
import type { Config } from '../config/schema.ts';
import type { Load } from '../instruments/load/load.ts';
import type { CheckVerdict, Measurement } from '../results/model.ts';
import type { Probes } from '../instruments/agents/probes.ts';
import type { TargetApp } from '../instruments/target-app/target-app.ts';

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
