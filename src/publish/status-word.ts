import type { Status } from '../results/model.ts';
import type { Outcome } from '../results/quarantine.ts';

/** Statuses, the most important first. */
export const STATUSES: readonly Status[] = ['failed', 'error', 'not-run', 'inconclusive', 'skipped', 'passed'];

/** The same with quarantined failures. */
export const OUTCOMES: readonly Outcome[] = [
  ...(['failed', 'error', 'not-run', 'inconclusive', 'quarantined', 'skipped', 'passed'] as const),
];

/** A status for people. @example statusWord('not-run') // 'not run' */
export function statusWord(status: Outcome): string {
  return status === 'not-run' ? 'not run' : status;
}
