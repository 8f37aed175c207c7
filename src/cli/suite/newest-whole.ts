import { ShakedownError } from '../../errors/shakedown-error.ts';
import { isLoadTest } from '../../results/load-test.ts';
import { RUN_FORMS } from '../../results/run-forms.ts';
import { isSelectionKnown, narrowedBy } from '../../results/selection.ts';
import { verdict } from '../../results/verdict.ts';
import type { LostRun, StoredRun } from '../../stored-runs/runs-in.ts';

/** A run that was narrowed, and by what; or one of which that is not known. */
interface PartialRun {
  run: StoredRun;
  by: string;
  isKnown: boolean;
}

/** How many runs of a kind are named. */
const NAMED = 3;

/**
 * The newest run that judged the whole cluster: neither a dry run, which judged nothing, nor a load test, which judged no cluster, nor a
 * partial run, which would hide the verdict on the rest. Of a run of which it is not known whether it was partial only a pass is passed over:
 * that must not stand for a whole cluster, and any other verdict must not be hidden by an older pass. If all runs are partial, and narrowed in
 * the same way, it is the newest of them.
 * @param runs the newest first.
 * @returns the run, and a note on newer ones that it is not; empty when there are none.
 * @throws ShakedownError RESULTS_NOT_FOUND, RESULTS_ONLY_PARTIAL
 */
export async function newestWhole(runs: AsyncIterable<StoredRun | LostRun>): Promise<StoredRun & { note: string }> {
  const partial: PartialRun[] = [];
  const loads: string[] = [];
  const lost: string[] = [];
  let noteOnNewest = '';
  for await (const { place, results } of runs) {
    if (results === undefined) lost.push(place);
    else if (isLoadTest(results)) loads.push(place);
    else if (!results.run.dryRun) {
      const isKnown = isSelectionKnown(results.run);
      const by = isKnown ? narrowedBy(results.run).join(' ') : 'what it selected is not known';
      const isTaken = by === '' || (!isKnown && verdict(results).word !== 'passed');
      if (isTaken) return { place, results, note: noteOn(partial, loads, lost) };
      if (partial.length === 0) noteOnNewest = noteOn([], loads, lost);
      partial.push({ run: { place, results }, by, isKnown });
    }
  }
  const [newest] = partial;
  if (!newest) throw nothingJudged(loads, lost);
  if (partial.every(({ by, isKnown }) => isKnown && by === newest.by)) return { ...newest.run, note: noteOnNewest };
  throw new ShakedownError('RESULTS_ONLY_PARTIAL', {
    meaning: 'usage',
    expected: 'a run that judged the whole cluster',
    seen: `no run is known to be whole: ${listed(partial.map(namedPartial))}`,
    todo: 'name the run, or run without a selection',
  });
}

/** What the newer runs are that were passed over. */
function noteOn(partial: readonly PartialRun[], loads: readonly string[], lost: readonly string[]): string {
  const [known, unknown] = [true, false].map((is) => partial.filter(({ isKnown }) => isKnown === is).map(namedPartial));
  return [
    known?.length && `; newer, but partial: ${listed(known)}`,
    unknown?.length && `; newer, but perhaps partial: ${listed(unknown)}`,
    loads.length > 0 && `; newer, but ${loads.length === 1 ? 'a load test' : 'load tests'}: ${listed(loads)}`,
    lost.length > 0 && `; newer, but without results: ${listed(lost)}`,
  ]
    .filter(Boolean)
    .join('');
}

function namedPartial({ run, by }: PartialRun): string {
  return `${run.place} (${by})`;
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, NAMED).join(', ')}${names.length > NAMED ? ` and ${names.length - NAMED} more` : ''}`;
}

function nothingJudged(loads: readonly string[], lost: readonly string[]): ShakedownError {
  const others = [
    loads.length > 0 && `only load tests: ${listed(loads)}`,
    lost.length > 0 && `without results: ${listed(lost)}`,
  ].filter(Boolean);
  return new ShakedownError('RESULTS_NOT_FOUND', {
    meaning: 'usage',
    expected: 'the results of a run',
    seen: ['no run in results/ that judged a cluster', ...others].join(', '),
    todo: `name one: ${RUN_FORMS}`,
  });
}
