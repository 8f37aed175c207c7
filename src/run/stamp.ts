import type { Config } from '../config/schema.ts';
import type { Stamp } from '../objects/decorate.ts';
import { milliseconds } from '../time/duration.ts';

/** How long after its deadline a run may still be removing what it made, in milliseconds. */
const CLOSING = 10 * 60_000;

/** How what a run needs beforehand is marked. */
export interface RunStamp extends Stamp {
  /** The namespace of the run's Lease, by which others see whether it lives. */
  home: string;
}

/** How the objects of a run are marked. They expire after the time to live, and never while the run may go on. */
export function stampOf({ objects, run, namespaces }: Config, runId: string, startedAt: Date): RunStamp {
  const life = Math.max(milliseconds(objects.timeToLive), milliseconds(run.deadline) + CLOSING);
  return { runId, expires: new Date(startedAt.getTime() + life), objects, home: namespaces.suite };
}
