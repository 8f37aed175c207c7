import { isLoadTest } from '../../results/load-test.ts';
import type { Results } from '../../results/model.ts';
import { isSameCluster } from '../../results/same-cluster.ts';
import { narrowedBy } from '../../results/selection.ts';
import type { LostRun, StoredRun } from '../../stored-runs/runs-in.ts';

/**
 * The last run of a cluster before another one that judged the same of it, green or not.
 * @param stored the newest first.
 * @returns `undefined` when there is none.
 */
export async function lastBefore(
  run: Results,
  stored: AsyncIterable<StoredRun | LostRun>,
): Promise<StoredRun | undefined> {
  for await (const one of stored) if (one.results && isBefore(one.results, run)) return one;
  return undefined;
}

function isBefore(one: Results, later: Results): boolean {
  return (
    Date.parse(one.run.startedAt) < Date.parse(later.run.startedAt) &&
    !one.run.dryRun &&
    one.run.trouble === undefined &&
    !isLoadTest(one) &&
    isSameCluster(one.run.cluster, later.run.cluster) &&
    narrowedBy(one.run).join(' ') === narrowedBy(later.run).join(' ')
  );
}
