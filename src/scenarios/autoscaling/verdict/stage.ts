import type { Budget, TermId } from '../clocks/budgets.ts';
import { momentsOf, type Moments, type Watched } from './timeline.ts';

/** The stage of a reaction. */
export type Stage =
  | {
      state: 'waiting';
      term: TermId;
      /** When it will be overdue, in seconds after the start of the load. */
      until: number;
    }
  /** All parts of this direction were seen. */
  | { state: 'done'; at: number }
  /** A part took longer than it may: further waiting would show nothing new. */
  | { state: 'overdue'; term: TermId };

/** Extra time before a part is overdue, because a change is seen a moment after it happens. */
const OWN_SHARE_SECONDS = 2;

const UP: readonly (readonly [TermId, keyof Moments])[] = [
  ['metric-above-target', 'metricAbove'],
  ['decision', 'decision'],
  ['pods-created', 'created'],
  ['pods-ready', 'ready'],
  ['metric-back-under-target', 'backUnder'],
];
const DOWN: readonly (readonly [TermId, keyof Moments])[] = [
  ['scale-down-decision', 'downDecision'],
  ['at-minimum', 'atMinimum'],
];

/**
 * The stage of a reaction: up while the load runs, down when it has stopped. Pure.
 * @param now seconds after the start of the load.
 */
export function stageOf(watched: Watched, budgets: Readonly<Record<TermId, Budget>>, now: number): Stage {
  const moments = momentsOf(watched);
  let since = watched.loadStopped ?? 0;
  for (const [term, moment] of watched.loadStopped === undefined ? UP : DOWN) {
    const at = moments[moment];
    if (at !== undefined) {
      since = Math.max(since, at);
      continue;
    }
    // The HPA has read the metric before the watch did.
    if (moment === 'metricAbove' && moments.decision !== undefined) continue;
    const until = since + budgets[term].most;
    return now > until + OWN_SHARE_SECONDS ? { state: 'overdue', term } : { state: 'waiting', term, until };
  }
  return { state: 'done', at: since };
}
