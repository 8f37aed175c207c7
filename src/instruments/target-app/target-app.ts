import type { Ref } from '../../cluster/kinds/kind.ts';
import type { Config } from '../../config/schema.ts';

/** How a target app is deployed. */
export interface TargetAppOptions {
  /** Name of the Deployment in the namespace for workloads. */
  name: string;
  replicas: number;
  /** The version that the app reports; a new one starts a new rollout. @default 'v1' */
  version?: string;
  /** How the app behaves, by the names of its knobs. @example { cpu: '10ms' } */
  knobs?: Readonly<Record<string, string>>;
  /** Resources of the app's container. @default those of the configuration */
  resources?: Config['objects']['resources'];
  /** Whether a second container runs next to the app, like a proxy. @default false */
  sidecar?: boolean;
  /** Annotations of its pods, besides those of the configuration. */
  podAnnotations?: Readonly<Record<string, string>>;
}

/** The sum of what the app's pods have counted since they started. */
export interface TargetFigures {
  /** When they were read, in seconds on the clock of `Cluster`. */
  at: number;
  pods: number;
  /** Requests that ended, without probes and scrapes. */
  requests: number;
  /** CPU seconds that the app's own processes have used. */
  cpuSeconds: number;
}

/** A Deployment of the target app in the cluster. Disposing of it removes all its objects. */
export interface DeployedApp extends AsyncDisposable {
  readonly ref: Required<Ref>;
  /**
   * What one of its running pods requests of CPU as an HPA counts it, in cores.
   * @param container counts only this container. @default all that run next to the app, or the pod as a whole
   */
  cpuRequest(container?: string): Promise<number>;
  /** Reads the figures of all its running pods. */
  figures(): Promise<TargetFigures>;
  /** Sends requests to each of its running pods through the API server, one after the other; the app counts them under this path. */
  count(path: string, requests: number): Promise<void>;
  scale(replicas: number): Promise<void>;
  /** Rolls to another version, by changing the pod template. */
  roll(version: string): Promise<void>;
  /** Deletes the Deployment and its dependents, and returns when the API server has accepted the deletion. */
  remove(): Promise<void>;
}

/** The suite's own app, as one check uses it: everything ends with the check's time, except the removal when it is disposed of. */
export interface TargetApp {
  /** Returns when the API server has accepted its Deployment and its Service; a condition says when it is ready. */
  deploy(options: TargetAppOptions): Promise<DeployedApp>;
}
