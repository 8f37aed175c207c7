import type { Config } from '../config/schema.ts';
import { matchesPattern } from '../config/matches-pattern.ts';
import { cleanLine } from '../results/clean-text.ts';
import { QUARANTINE_NOTE, quarantineText } from '../results/quarantine.ts';
import type { TestResult } from '../results/model.ts';

type Entries = Config['quarantine'];

/** From how many days before its end on a note says that a quarantine ends. */
const NOTICE = 7;
const DAY_MS = 86_400_000;

/** A failed test with its quarantine, if an entry covers it that has not expired; pure. Any other test is returned as it is. */
export function quarantined(test: TestResult, entries: Entries, now: Date): TestResult {
  if (test.status !== 'failed') return test;
  const entry = entries.find(({ test: pattern, until }) => until >= dayOf(now) && matchesPattern(pattern, test.id));
  if (!entry) return test;
  const { owner, reason, until } = entry;
  return { ...test, quarantine: { owner, reason, until } };
}

/**
 * What is worth knowing about the quarantine, a sentence each: entries that have expired, that end within a week, and that match no test; pure.
 * @param ids of the tests of the run.
 * @param isWhole whether they are all tests that there are, so that what matches none of them matches none.
 */
export function quarantineNotes(
  entries: Entries,
  { ids, isWhole, now }: { ids: readonly string[]; isWhole: boolean; now: Date },
): string[] {
  const today = dayOf(now);
  const soon = dayOf(new Date(now.getTime() + NOTICE * DAY_MS));
  return entries.flatMap((entry) => {
    const { test, until } = entry;
    const name = `${QUARANTINE_NOTE}${cleanLine(test, 120)}`;
    if (isWhole && !ids.some((id) => matchesPattern(test, id))) return [`${name} matches no test`];
    if (until < today) return [`${name} has expired, and its failures decide again: ${quarantineText(entry)}`];
    if (until <= soon) return [`${name} ends soon, and then its failures decide again: ${quarantineText(entry)}`];
    return [];
  });
}

/** The day in UTC, as in the configuration. */
function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
