import type { Ref } from '../../cluster/kind.ts';
import type { Config } from '../../config/schema.ts';

/** What a Deployment of the target app starts as. */
export interface TargetAppOptions {
  /** Name of the Deployment in the namespace for workloads. */
  name: string;
  replicas: number;
  /** What the app calls its version; a new one makes a new rollout. @default 'v1' */
  version?: string;
  /** How the app behaves, by the names of its knobs. @example { cpu: '10ms' } */
  knobs?: Readonly<Record<string, string>>;
  /** Of the app's container. @default the configuration's */
  resources?: Config['objects']['resources'];
  /** Whether a second container stands beside the app, as a proxy would. @default false */
  sidecar?: boolean;
}

/** What the app's pods have counted since they started, all together. */
export interface TargetFigures {
  /** When, in seconds on the cluster door's clock. */
  at: number;
  pods: number;
  /** Requests that ended, probes and scrapes left out. */
  requests: number;
  /** CPU that the app's own processes have used. */
  cpuSeconds: number;
}

/** A Deployment of the target app in the cluster. Disposing of it removes it to the last object. */
export interface DeployedApp extends AsyncDisposable {
  readonly ref: Required<Ref>;
  /** The containers of its running pods by name, with the CPU that each requests in cores; 0 where none is requested. */
  cpuRequests(): Promise<Readonly<Record<string, number>>>;
  /** Asks every pod of it that runs what it has counted. */
  figures(): Promise<TargetFigures>;
  scale(replicas: number): Promise<void>;
  /** Rolls to another version, by changing the pod template. */
  roll(version: string): Promise<void>;
  /** Deletes the Deployment and what belongs to it, and returns when the API server has taken the deletion. */
  remove(): Promise<void>;
}

/** The suite's own app, in the hands of one check: all that it does ends with the check's time, but the removal when it is disposed of. */
export interface TargetApp {
  /** Returns when the API server has taken its Deployment and its Service; a condition tells when it is ready. */
  deploy(options: TargetAppOptions): Promise<DeployedApp>;
}
