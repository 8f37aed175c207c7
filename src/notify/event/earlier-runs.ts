import { isLoadTest } from '../../results/load-test.ts';
import type { Results } from '../../results/model.ts';
import { isSameCluster } from '../../results/same-cluster.ts';
import { isSameRun } from '../../results/same-run.ts';
import { rerunOf } from '../../results/selection.ts';
import { verdict } from '../../results/verdict.ts';
import { continued, likenessOf } from './likeness.ts';
import { slimmer } from './slim-run.ts';

/** How many runs before the newest one are read in any case: how much measurements scatter is known by them. */
const LAST = 30;
/** How many are read at most to find since when a cluster fails. */
const MOST = 100;

/** Stored runs, the newest first. */
export type StoredRuns = AsyncIterable<Results> | Iterable<Results>;

/** The runs that a run is compared with. */
export interface EarlierRuns {
  /** The oldest first; without what no later run is compared with, as causes and evidence. */
  runs: Results[];
  /** Whether all of them failed, and there may be older ones: the cluster fails at least since the first of them. */
  mayFailLonger: boolean;
}

/**
 * The runs that a run is compared with: of the same cluster, begun before it, and alike in what they selected (`likenessOf`), or one of them with what was run again of it. Dry runs and load tests judge no cluster. They reach back to the last one that passed, and over at least 30 runs, where there are as many.
 * @param places where runs are stored. Of a run that several have, that of the first is taken.
 */
export async function earlierRuns(results: Results, ...places: readonly StoredRuns[]): Promise<EarlierRuns> {
  const found: Results[] = [];
  const slim = slimmer();
  const likeness = likenessOf(results);
  // By an older run they may turn out to be alike, or to continue it.
  const passedOver: Results[] = [];
  let isCutOff = false;
  for (const stored of places) {
    let ofPlace = 0;
    let hasPassed = false;
    for await (const one of stored) {
      if (!isEarlier(one, results) || !judgesCluster(one, results)) continue;
      if (!likeness.has(one)) {
        const isOpen = likeness.isOpen() || rerunOf(one.run) !== undefined;
        if (isOpen && passedOver.length < MOST) passedOver.push(slim.withMeasurements(one));
        continue;
      }
      if (ofPlace >= LAST && hasPassed) break;
      if (ofPlace === MOST) {
        isCutOff = true;
        break;
      }
      hasPassed ||= verdict(one).word === 'passed';
      ofPlace += 1;
      if (found.some(({ run }) => isSameRun(run, one.run))) continue;
      found.push(ofPlace > LAST ? slim.withStatuses(one) : slim.withMeasurements(one));
    }
  }
  for (const one of passedOver.toSorted(byStart)) {
    const continues = found.find(({ run }) => run.id === rerunOf(one.run));
    if (found.some(({ run }) => isSameRun(run, one.run))) continue;
    if (likeness.has(one)) found.push(one);
    else if (continues) found.push(continued(continues, one));
  }
  const all = found.toSorted(byStart);
  const lastPass = all.findLastIndex((one) => verdict(one).word === 'passed');
  const first = Math.max(0, Math.min(all.length - LAST, lastPass < 0 ? 0 : lastPass));
  return { runs: all.slice(first), mayFailLonger: isCutOff && lastPass < 0 };
}

function isEarlier({ run: one }: Results, { run }: Results): boolean {
  return one.id !== run.id && Date.parse(one.startedAt) <= Date.parse(run.startedAt);
}

function judgesCluster(one: Results, results: Results): boolean {
  return !one.run.dryRun && !isLoadTest(one) && isSameCluster(one.run.cluster, results.run.cluster);
}

function byStart(a: Results, b: Results): number {
  return Date.parse(a.run.startedAt) - Date.parse(b.run.startedAt);
}
