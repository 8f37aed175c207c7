import type { Threshold } from '../../loadtest/spec/thresholds.ts';

/** What a load test is to be. */
export interface LoadProfile {
  workers: number;
  /** Name of a script among those uploaded; empty: users ask for `paths`, one after the other. */
  script: string;
  /** Base URL of what is loaded. */
  target: string;
  paths: readonly string[];
  /** Whose certificates are believed: as the user class has it, the public or given authorities, or anyone's. */
  tls: 'default' | 'verify' | 'insecure';
  /** Users at the same time, all workers together. */
  users: number;
  /** Users that come per second. */
  spawnRate: number;
  seconds: number;
  /** Requests per second to hold, all users together; 0: as many as there are answers. */
  rate: number;
  thresholds: readonly Threshold[];
  /** Further variables for the script and for Locust. */
  environment: Readonly<Record<string, string>>;
}

/** How long the users take to come, in seconds. */
export function rampSeconds({ users, spawnRate }: Pick<LoadProfile, 'users' | 'spawnRate'>): number {
  return users / spawnRate;
}
