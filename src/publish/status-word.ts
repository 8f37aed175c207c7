import type { Status } from '../results/model.ts';

/** Statuses, the most important first. */
export const STATUSES: readonly Status[] = ['failed', 'error', 'not-run', 'inconclusive', 'skipped', 'passed'];

/** A status for people. @example statusWord('not-run') // 'not run' */
export function statusWord(status: Status): string {
  return status === 'not-run' ? 'not run' : status;
}
