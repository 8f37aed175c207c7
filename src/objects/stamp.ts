import type { Config } from '../config/schema.ts';
import type { Stamp } from './decorate.ts';
import { expiryOf } from './expiry.ts';

/** How what a run needs beforehand is marked. */
export interface RunStamp extends Stamp {
  /** The namespace of the run's Lease, by which others see whether it lives. */
  home: string;
}

/** How the objects of a run are marked. @param startedAt by the API server's time. */
export function stampOf(config: Config, runId: string, startedAt: Date): RunStamp {
  const { objects, namespaces } = config;
  return { runId, expires: expiryOf(config, startedAt), objects, home: namespaces.suite };
}
