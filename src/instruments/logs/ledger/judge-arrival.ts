import type { Config } from '../../../config/schema.ts';
import { fatal, notYet, ready, type Observation } from '../../../conditions/waiting/condition.ts';
import { foreignText, type ForeignLines } from '../foreign/foreign-lines.ts';
import { changedText, duplicatesText, labelsText, lostText, orderText } from './ledger-texts.ts';
import type { Ledger, Written } from './ledger.ts';

/** No line is judged as lost earlier than this after the last was written, in milliseconds: collectors look at a quiet file every 10 s or so. */
export const LEAST_MS = 20_000;
/** Looks for late copies after all lines have arrived. */
export const LATE_LOOKS = 2;
/** The time between two looks for late copies, in milliseconds. */
const LATE_LOOK_MS = 1_500;

/** What is known of the lines of a writer at one look. */
export interface Arrival {
  /** Whether the writer has ended, and how long ago it wrote its last line, in milliseconds. */
  endedMs?: number;
  /** Entries with a line of it. */
  count: number;
  /** What the store has, read when the count did not change any more. */
  ledger?: Ledger;
  /** What is mixed into its lines, read when no copies are late any more. */
  foreign?: ForeignLines;
  /** Looks with this ledger at which the count was the same. */
  sameLooks: number;
  /** Why the store could not be asked. */
  trouble?: string;
}

/** The lines of a writer that may be lost or changed, and what else is no fault. */
export type ArrivalBudget = Config['logs']['budget'];

/** What an arrival is judged by. */
export interface JudgedBy {
  written: Pick<Written, 'origin'>;
  budget: ArrivalBudget;
  /** How long the last line may take, in milliseconds. */
  visibleMs: number;
  /** The time until the next look, in milliseconds. */
  lookMs: number;
  todo: string;
}

/**
 * Whether all lines of a writer have arrived as they were written; pure. What is missing may still come, so it is waited for; what is changed, has
 * wrong labels, is doubled, or was never written by it stays so.
 */
export function judgeArrival(
  { endedMs, count, ledger, foreign, sameLooks, trouble }: Arrival,
  { written, budget, visibleMs, lookMs, todo }: JudgedBy,
): Observation {
  const again = { due: { inMs: lookMs } };
  if (trouble !== undefined) return { ...notYet(trouble), ...again };
  // A writer that is slow says nothing about what collects its lines.
  if (endedMs === undefined) return { ...notYet('its writer still writes', count), isUnjudged: true, ...again };
  if (!ledger) return { ...notYet(`${count} entries have arrived`, count), ...again };
  const counts = countsOf(ledger);
  const missing = ledger.lost.reduce((all, one) => all + one.count, 0);
  const lost = lostText(ledger);
  if (lost !== undefined && (missing > budget.lost || endedMs < LEAST_MS)) {
    if (endedMs >= Math.max(LEAST_MS, visibleMs)) return { ...fatal(lost, todo), counts };
    return {
      ...{ ...notYet(lost, ledger.arrived), counts, todo, ...again },
      ...(endedMs < LEAST_MS && { isUnjudged: true as const }),
    };
  }
  if (sameLooks < LATE_LOOKS)
    return {
      ...notYet('all lines have arrived, and copies may be late', ledger.arrived),
      due: { inMs: LATE_LOOK_MS, lasts: true },
    };
  const wrong =
    (ledger.changed.length > budget.changed ? changedText(ledger) : undefined) ??
    labelsText(ledger, written.origin) ??
    foreignText(foreign, written.origin) ??
    (budget.duplicated < ledger.duplicated.copies ? duplicatesText(ledger) : undefined) ??
    (budget.outOfOrder < ledger.outOfOrder ? orderText(ledger) : undefined);
  return wrong === undefined ? ready() : { ...fatal(wrong, todo), counts };
}

/** What is worth telling of lines that have arrived, a sentence each; pure. */
export function remarksOf(ledger: Ledger, foreign?: ForeignLines): string[] {
  const unjudged = foreign !== undefined && 'unjudged' in foreign ? foreign.unjudged : undefined;
  return [lostText(ledger), changedText(ledger), duplicatesText(ledger), orderText(ledger), unjudged].filter(
    (text) => text !== undefined,
  );
}

function countsOf({ written, arrived, changed, duplicated, outOfOrder }: Ledger): string {
  return `written ${written}, arrived ${arrived}, changed ${changed.length}, copies ${duplicated.copies}, out of order ${outOfOrder}`;
}
