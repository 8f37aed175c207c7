import type { Config } from '../../config/schema.ts';
import { expiryOf } from './expiry.ts';

/** What is added to every object of a run: which run created it, until when it is in use, and the configured defaults. */
export interface RunLabels {
  /** The run that creates it. */
  runId: string;
  /**
   * Until when it may be in use. The same for the whole run, so that applying a manifest twice changes nothing. Absent for what stays until
   * somebody removes it.
   */
  expires?: Date;
  /** The namespace of the run's Lease, which shows others whether the run is alive. */
  home: string;
  /** The configured defaults for all objects of the suite: labels, resources, tolerations and so on. */
  defaults: Config['objects'];
}

/** What is added to every object of a run. @param startedAt by the API server's clock. */
export function runLabels(config: Config, runId: string, startedAt: Date): RunLabels & { expires: Date } {
  const { objects, namespaces } = config;
  return { runId, expires: expiryOf(config, startedAt), home: namespaces.suite, defaults: objects };
}
