import { isLoadTest } from '../../results/load-test.ts';
import type { Results } from '../../results/model.ts';
import { isSameCluster } from '../../results/same-cluster.ts';
import { narrowedBy } from '../../results/selection.ts';

/** How many runs before the newest one are read. */
const LAST = 30;

/**
 * The runs that a run is compared with: of the same cluster, begun before it, and narrowed in the same way, because a partial run says nothing about
 * the rest. Dry runs and load tests judge no cluster.
 * @param stored the newest first.
 * @returns the oldest first.
 */
export async function earlierRuns(
  results: Results,
  stored: AsyncIterable<Results> | Iterable<Results>,
): Promise<Results[]> {
  const found: Results[] = [];
  for await (const one of stored) {
    if (found.length === LAST) break;
    if (isEarlier(one, results) && isAlike(one, results)) found.push(one);
  }
  return found.toReversed();
}

function isEarlier({ run: one }: Results, { run }: Results): boolean {
  return one.id !== run.id && Date.parse(one.startedAt) <= Date.parse(run.startedAt);
}

function isAlike(one: Results, results: Results): boolean {
  return (
    !one.run.dryRun &&
    !isLoadTest(one) &&
    isSameCluster(one.run.cluster, results.run.cluster) &&
    narrowedBy(one.run).join('; ') === narrowedBy(results.run).join('; ')
  );
}
