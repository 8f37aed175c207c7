import type { Config } from '../../config/schema.ts';
import { expiryOf } from './expiry.ts';

/** What everything that a run creates carries: who created it, until when it is in use, and what the configuration wants of it. */
export interface RunLabels {
  /** The run that creates it. */
  runId: string;
  /** Until when it is surely in use. The same for the whole run, so that applying a manifest twice changes nothing. */
  expires: Date;
  /** The namespace of the run's Lease, by which others see whether the run lives. */
  home: string;
  /** What the configuration wants of everything that the suite creates: labels, resources, tolerations and so on. */
  defaults: Config['objects'];
}

/** What everything that a run creates carries. @param startedAt by the API server's time. */
export function runLabels(config: Config, runId: string, startedAt: Date): RunLabels {
  const { objects, namespaces } = config;
  return { runId, expires: expiryOf(config, startedAt), home: namespaces.suite, defaults: objects };
}
