import type { Autoscaling } from '../../scenarios/autoscaling/autoscaling.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Config } from '../../config/schema.ts';
import type { Load } from '../../instruments/load/load.ts';
import type { ClusterTool } from '../../conditions/waiting/cluster-tool.ts';
import type { WaitObserver } from '../../conditions/waiting/wait-observer.ts';
import type { TargetApp } from '../../instruments/target-app/target-app.ts';
import type { Clock } from '../../time/clock.ts';
import type { Probes } from '../../instruments/agents/probes.ts';

/** What instruments are made for. */
export interface RunContext {
  /** The run's id, that everything it creates is labelled with. */
  id: string;
  config: Config;
  cluster: Cluster;
  clock: Clock;
  /** Fires when the run is cut off. */
  signal: AbortSignal;
}

/** What the checks of a run share. */
export interface Instruments {
  /** The three verbs, for one check: they end with its signal. @param observe called with what its waits see */
  verbs(signal: AbortSignal, observe: WaitObserver): ClusterTool;
  readonly probes: Probes;
  readonly targetApp: TargetApp;
  readonly load: Load;
  readonly autoscaling: Autoscaling;
  /** Removes what the instruments made in the cluster. */
  close(signal: AbortSignal): Promise<void>;
}

export type MakeInstruments = (run: RunContext) => Instruments;
