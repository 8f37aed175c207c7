import type { RunEvent } from '../event/run-event.ts';
import { when } from './when.ts';

/** What to know about a cluster that could not be deleted, and what to do. */
export function leftClusterText({ at, message }: NonNullable<RunEvent['leftCluster']>): string {
  return `The cluster could not be deleted (${when(at)}), and is still there: ${message}. The next shakedown nightly deletes it first; shakedown nightly --only-delete deletes it now.`;
}
