import { ShakedownError } from '../../errors/shakedown-error.ts';
import { isLoadTest } from '../../results/load-test.ts';
import type { Results } from '../../results/model.ts';
import { isSameCluster } from '../../results/same-cluster.ts';
import { isSameRun } from '../../results/same-run.ts';
import { narrowedBy } from '../../results/selection.ts';
import type { LostRun, StoredRun } from '../../stored-runs/runs-in.ts';

/** Which runs make a history. */
export interface Wanted {
  /** The name of the cluster. @default that of the newest run */
  cluster?: string;
  /** How many runs at most. */
  last: number;
}

/**
 * The newest runs of a cluster that judged all of it, the oldest first: no dry run, no load test, and no partial run, whose pass says nothing about the rest.
 * @param stored the newest first.
 * @throws ShakedownError RESULTS_NOT_FOUND
 */
export async function pastRuns(
  { cluster, last }: Wanted,
  stored: AsyncIterable<StoredRun | LostRun>,
): Promise<Results[]> {
  const runs: Results[] = [];
  let ofOthers = 0;
  for await (const { results } of stored) {
    if (runs.length === last) break;
    if (!results || results.run.dryRun || isLoadTest(results) || narrowedBy(results.run).length > 0) continue;
    // Somebody may have kept a copy of its directory.
    if (runs.some(({ run }) => isSameRun(run, results.run))) continue;
    const [newest] = runs;
    const isWanted = newest
      ? isSameCluster(results.run.cluster, newest.run.cluster)
      : cluster === undefined || results.run.cluster.name === cluster;
    if (isWanted) runs.push(results);
    else ofOthers += 1;
  }
  if (runs.length === 0)
    throw new ShakedownError('RESULTS_NOT_FOUND', {
      meaning: 'usage',
      expected: `runs in results/ that judged ${cluster === undefined ? 'a whole cluster' : `the whole of cluster ${cluster}`}`,
      seen: ofOthers === 0 ? 'none' : `none; ${ofOthers} of other clusters`,
      todo:
        cluster === undefined
          ? 'run the suite without a selection'
          : 'check the name: it is cluster.name in the configuration',
    });
  return runs.toReversed();
}
