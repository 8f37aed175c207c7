import type { Outcome } from '../results/quarantine.ts';

/** How tests end, the most important first. */
export const OUTCOMES: readonly Outcome[] = [
  ...(['failed', 'error', 'not-run', 'inconclusive', 'quarantined', 'skipped', 'passed'] as const),
];

/** A status for people. @example statusWord('not-run') // 'not run' */
export function statusWord(status: Outcome): string {
  return status === 'not-run' ? 'not run' : status;
}
