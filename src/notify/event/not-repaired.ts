import type { Results } from '../../results/model.ts';
import { outcomeOf } from '../../results/quarantine.ts';
import type { NotRepaired } from './run-event.ts';

/** The tests that failed in a run and neither fail nor pass in a later one that passed; `undefined` when each of them passed. Pure. */
export function notRepaired(last: Results, results: Results): NotRepaired | undefined {
  const now = new Map(results.tests.map((test) => [test.id, outcomeOf(test)]));
  const found: NotRepaired = { quarantined: [], noLongerJudged: [], missing: [] };
  for (const test of last.tests) {
    if (outcomeOf(test) !== 'failed') continue;
    const outcome = now.get(test.id);
    if (outcome === 'passed') continue;
    if (outcome === undefined) found.missing.push(test.id);
    else found[outcome === 'quarantined' ? 'quarantined' : 'noLongerJudged'].push(test.id);
  }
  return Object.values(found).every((ids) => ids.length === 0) ? undefined : found;
}
