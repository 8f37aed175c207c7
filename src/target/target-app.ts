import type { Ref } from '../cluster/kind.ts';
import type { Right } from '../cluster/rights.ts';

/** What a Deployment of the target app starts as. */
export interface TargetAppOptions {
  /** Name of the Deployment in the namespace for workloads. */
  name: string;
  replicas: number;
  /** What the app calls its version; a new one makes a new rollout. @default 'v1' */
  version?: string;
}

/** A Deployment of the target app in the cluster. Disposing of it removes it to the last object. */
export interface DeployedApp extends AsyncDisposable {
  readonly ref: Required<Ref>;
  scale(replicas: number): Promise<void>;
  /** Rolls to another version, by changing the pod template. */
  roll(version: string): Promise<void>;
  /** Deletes the Deployment and what belongs to it, and returns when the API server has taken the deletion. */
  remove(): Promise<void>;
}

/** The suite's own app, as an instrument. */
export interface TargetApp {
  readonly rights: readonly Right[];
  deploy(options: TargetAppOptions, signal: AbortSignal): Promise<DeployedApp>;
}
