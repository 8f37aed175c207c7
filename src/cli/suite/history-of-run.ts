import type { DeliveredPast } from '../../delivery/past-of-run.ts';
import { earlierRuns } from '../../notify/event/earlier-runs.ts';
import { historyOf, type History } from '../../results/history/history.ts';
import { isLoadTest } from '../../results/load-test.ts';
import type { Results } from '../../results/model.ts';
import { neighbouringRuns } from '../../stored-runs/neighbouring-runs.ts';
import type { LostRun, StoredRun } from '../../stored-runs/runs-in.ts';
import { archivedIfReadable } from './runs-anywhere.ts';
import { readableRuns } from './stored-run.ts';

/** How many earlier runs a history has. */
const LAST = 30;

/**
 * A run after the earlier ones of its cluster: those in the directories next to its own, or, where there is none, in the archive of the configuration. That the
 * archive cannot be read is said on standard error.
 * @param directory of the run. @default that of no run, so that those in `results/` are read
 * @returns `undefined` when no earlier run is known, and of a run that judged no cluster.
 */
export async function historyOfRun(results: Results, directory: string | undefined): Promise<History | undefined> {
  if (results.run.dryRun || isLoadTest(results)) return undefined;
  const { runs: near } = await earlierRuns(
    results,
    directory === undefined ? resultsOf(readableRuns()) : neighbouringRuns(directory),
  );
  const earlier = near.length > 0 ? near : (await earlierRuns(results, resultsOf(inArchive(results)))).runs;
  return earlier.length === 0 ? undefined : historyOf([...earlier.slice(-LAST), results]);
}

/** The same of a run whose earlier runs are read for others, too. */
export function historyAfter(results: Results, { earlier, problems }: DeliveredPast): History | undefined {
  if (results.run.dryRun || isLoadTest(results)) return undefined;
  if (earlier.length > 0) return historyOf([...earlier.slice(-LAST), results]);
  if (problems[0] !== undefined) process.stderr.write(`the report has no history: ${problems[0]}\n`);
  return undefined;
}

function inArchive({ run }: Results): AsyncGenerator<StoredRun | LostRun> {
  return archivedIfReadable(run.cluster.name, 'the report has no history');
}

async function* resultsOf(runs: AsyncIterable<StoredRun | LostRun>): AsyncGenerator<Results> {
  for await (const { results } of runs) if (results) yield results;
}
