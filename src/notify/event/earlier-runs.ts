import { isLoadTest } from '../../results/load-test.ts';
import type { Results } from '../../results/model.ts';
import { isSameCluster } from '../../results/same-cluster.ts';
import { isSameRun } from '../../results/same-run.ts';
import { narrowedBy } from '../../results/selection.ts';

/** How many runs before the newest one are read. */
const LAST = 30;

/** Stored runs, the newest first. */
export type StoredRuns = AsyncIterable<Results> | Iterable<Results>;

/**
 * The runs that a run is compared with: of the same cluster, begun before it, and narrowed in the same way, because a partial run says nothing about
 * the rest. Dry runs and load tests judge no cluster.
 * @param places where runs are stored. Of a run that several have, that of the first is taken.
 * @returns the oldest first.
 */
export async function earlierRuns(results: Results, ...places: readonly StoredRuns[]): Promise<Results[]> {
  const found: Results[] = [];
  for (const stored of places) {
    let ofPlace = 0;
    for await (const one of stored) {
      if (ofPlace === LAST) break;
      if (!isEarlier(one, results) || !isAlike(one, results)) continue;
      ofPlace += 1;
      if (!found.some(({ run }) => isSameRun(run, one.run))) found.push(one);
    }
  }
  return found.toSorted((a, b) => Date.parse(a.run.startedAt) - Date.parse(b.run.startedAt)).slice(-LAST);
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
