/** A platform and its load. */
export interface LoadProfile {
  workers: number;
  /** Name of one of the scripts; when it is empty, users request `paths`, one after the other. */
  script: string;
  /** Base URL of the target. */
  target: string;
  paths: readonly string[];
  /** TLS verification: as the user class defines it, against public or given authorities, or none. */
  tls: 'default' | 'verify' | 'insecure';
  /** Users at the same time, all workers together. */
  users: number;
  /** Users started per second. */
  spawnRate: number;
  seconds: number;
  /** Requests per second of all users together; 0 for as many as the target answers. */
  rate: number;
  /** Further variables for the script and for Locust. */
  environment: Readonly<Record<string, string>>;
}

/** How long the ramp-up takes, in seconds. */
export function rampSeconds({ users, spawnRate }: Pick<LoadProfile, 'users' | 'spawnRate'>): number {
  return users / spawnRate;
}
