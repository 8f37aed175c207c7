import { isClosed, isStopped, leavesCluster, stateOf, type Night } from './night.ts';

/** What a start of `shakedown nightly` does about the night before it. */
export type Opening =
  /** There is nothing to continue, and nothing to delete. */
  | 'begin'
  /** The night continues at the step that had not ended. */
  | 'resume'
  /** Only its cluster is deleted; then a new night begins. */
  | 'delete, then begin';

/**
 * What is done about the night that was begun before; pure.
 * @param before the last night that was written.
 * @param now in milliseconds since 1970.
 * @param resumeWithinMs after this time an unfinished night is not continued: its cluster would be judged at another time of day. With 0 it never is.
 */
export function openingOf(before: Night | undefined, now: number, resumeWithinMs: number): Opening {
  if (!before) return 'begin';
  if (isClosed(before)) return leavesCluster(before) ? 'delete, then begin' : 'begin';
  // Without a cluster there is nothing to go on with, and after the last step there is only the deletion.
  const isOver =
    isStopped(before) ||
    stateOf(before, 'build') === 'failed' ||
    before.plan.every((step) => step === 'delete' || ['done', 'failed'].includes(stateOf(before, step)));
  const age = now - Date.parse(before.startedAt);
  // A clock that was set back makes it seem to come from the future.
  if (!isOver && age >= 0 && age < resumeWithinMs) return 'resume';
  return leavesCluster(before) ? 'delete, then begin' : 'begin';
}
