import { ShakedownError } from '../../errors/shakedown-error.ts';
import type { Results } from '../../results/model.ts';
import { narrowedBy } from '../../results/selection.ts';

/** A run that is kept, and where. */
export interface StoredRun {
  place: string;
  results: Results;
}

/** How many partial runs are named. */
const NAMED = 3;

/**
 * The newest run that judged the whole cluster: neither a dry run, which judged nothing, nor a partial run, which would hide the verdict on
 * the rest. If all runs are partial, and narrowed in the same way, it is the newest of them.
 * @param runs the newest first.
 * @returns the run, and a note on newer ones that it is not; empty when there are none.
 * @throws ShakedownError RESULTS_NOT_FOUND, RESULTS_ONLY_PARTIAL
 */
export async function newestWhole(runs: AsyncIterable<StoredRun>): Promise<StoredRun & { note: string }> {
  const partial: { run: StoredRun; by: string }[] = [];
  for await (const run of runs) {
    if (run.results.run.dryRun) continue;
    const by = narrowedBy(run.results.run).join(' ');
    if (by === '') return { ...run, note: partial.length === 0 ? '' : `; newer, but partial: ${listed(partial)}` };
    partial.push({ run, by });
  }
  const [newest] = partial;
  if (!newest) throw nothingJudged();
  if (partial.every(({ by }) => by === newest.by)) return { ...newest.run, note: '' };
  throw new ShakedownError('RESULTS_ONLY_PARTIAL', {
    meaning: 'usage',
    expected: 'a run that judged the whole cluster',
    seen: `all runs are partial: ${listed(partial)}`,
    todo: 'name the run, or run without a selection',
  });
}

function listed(partial: readonly { run: StoredRun; by: string }[]): string {
  const names = partial.slice(0, NAMED).map(({ run, by }) => `${run.place} (${by})`);
  return `${names.join(', ')}${partial.length > NAMED ? ` and ${partial.length - NAMED} more` : ''}`;
}

function nothingJudged(): ShakedownError {
  return new ShakedownError('RESULTS_NOT_FOUND', {
    meaning: 'usage',
    expected: 'the results of a run',
    seen: 'no run in results/ that judged anything',
    todo: 'name the id of a run in results/, its directory, its results.json, or an archive that `sonobuoy retrieve` fetched',
  });
}
