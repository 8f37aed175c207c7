import type { Config } from '../../config/schema.ts';
import { milliseconds } from '../../time/duration.ts';

/** How long after its deadline a run may still be removing its objects, in milliseconds. */
const CLOSING = 10 * 60_000;

/**
 * Until when the objects of a run may be in use: for their time to live, and as long as the run may last; pure.
 * @param startedAt by the API server's clock, which is the same for the run and for a later clean-up.
 */
export function expiryOf({ objects, run }: Config, startedAt: Date): Date {
  const life = Math.max(milliseconds(objects.timeToLive), milliseconds(run.deadline) + CLOSING);
  return new Date(startedAt.getTime() + life);
}
