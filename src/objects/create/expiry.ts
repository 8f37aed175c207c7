import type { Config } from '../../config/schema.ts';
import { milliseconds } from '../../time/duration.ts';

/** How long after its deadline a run may still be removing what it created, in milliseconds. */
const CLOSING = 10 * 60_000;

/**
 * Until when what a run creates is surely in use: for the time to live, and as long as the run may go on; pure.
 * @param startedAt by the API server's time, which is the same for the run and for whoever cleans up after it.
 */
export function expiryOf({ objects, run }: Config, startedAt: Date): Date {
  const life = Math.max(milliseconds(objects.timeToLive), milliseconds(run.deadline) + CLOSING);
  return new Date(startedAt.getTime() + life);
}
