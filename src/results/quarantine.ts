import { cleanLine } from './clean-text.ts';
import type { RunFacts, Status, TestResult } from './model.ts';

/** How a test ended, where a failure that somebody knows of is told apart. */
export type Outcome = Status | 'quarantined';

/** Whether a test failed, and that does not decide the verdict: it is neither red nor green. */
export function isQuarantined({ status, quarantine }: Pick<TestResult, 'status' | 'quarantine'>): boolean {
  return status === 'failed' && quarantine !== undefined;
}

/** How a test ended. */
export function outcomeOf(test: Pick<TestResult, 'status' | 'quarantine'>): Outcome {
  return isQuarantined(test) ? 'quarantined' : test.status;
}

/** Until when a failure may be, who knows of it and why, in a line. @example 'until 2026-12-31 (team-shop): SHOP-12' */
export function quarantineText({ until, owner, reason }: NonNullable<TestResult['quarantine']>): string {
  return cleanLine(`until ${until} (${cleanLine(owner, 80)}): ${reason}`, 300);
}

/** What a note about an entry of the quarantine begins with. */
export const QUARANTINE_NOTE = 'the quarantine of ';

/** The notes of a run about its quarantine: entries that end soon, have expired, or match no test. */
export function quarantineNotesOf({ notes = [] }: Pick<RunFacts, 'notes'>): string[] {
  return notes.filter((note) => note.startsWith(QUARANTINE_NOTE));
}
