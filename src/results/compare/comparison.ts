import { measuredIn } from '../judged.ts';
import type { Measurement, Results } from '../model.ts';
import { isSameCluster } from '../same-cluster.ts';
import { narrowedBy } from '../selection.ts';
import { compareFacts, type ChangedFact } from './compare-facts.ts';
import { compareTests, type ChangedTest } from './compare-tests.ts';
import { lostPools } from './lost-pools.ts';
import { isLost } from './lost-run.ts';
import { judgeMeasurements, type Judged, type Pair } from './judge-measurements.ts';

/** What differs between runs before and after a change. */
export interface Comparison {
  /** The ids of the runs on each side, and of those of the history that count as before. */
  before: string[];
  after: string[];
  history: string[];
  facts: ChangedFact[];
  tests: ChangedTest[];
  measurements: Judged[];
  /** The pools of nodes that vanished; absent when none did. */
  lostPools?: string[];
  /** What is worse than before, one line each; empty when nothing is. */
  regressions: string[];
  /** The ids of runs after the change that ended before they had a plan; absent when there are none. */
  lost?: string[];
}

/** What is compared: at least one run on each side, the oldest first. */
export interface Sides {
  before: readonly Results[];
  after: readonly Results[];
  /** Earlier runs of the cluster. Of them, those in the state of the last run before count: they tell how much measurements scatter. @default none */
  history?: readonly Results[];
}

/**
 * Compares runs of a cluster before and after a change; pure.
 * @throws Error when a side has no run.
 */
export function compare({ before, after, history = [] }: Sides): Comparison {
  const [last, newest] = [before.at(-1), after.at(-1)];
  if (!last || !newest) throw new Error('a comparison needs a run on each side');
  const known = new Set([...before, ...after].map(({ run }) => run.id));
  const baseline = history.filter((one) => !known.has(one.run.id) && isInStateOf(last, one));
  const tests = compareTests(before, after, leavesOut(before, after));
  const measurements = judgeMeasurements(pairsOf([...baseline, ...before], after));
  const pools = lostPools(before, after, history);
  const lost = after.filter(isLost).map(({ run }) => run.id);
  return {
    before: before.map(({ run }) => run.id),
    after: after.map(({ run }) => run.id),
    history: baseline.map(({ run }) => run.id),
    facts: compareFacts(last, newest),
    tests,
    measurements,
    ...(pools.length > 0 && { lostPools: pools }),
    regressions: [
      ...tests.filter(({ change }) => change === 'newly failing').map(({ id }) => `${id} fails`),
      ...tests.filter(({ change }) => change === 'missing').map(({ id }) => `${id} is missing`),
      ...pools.map((pool) => `node pool ${pool} is missing`),
      ...measurements.filter(({ verdict }) => verdict === 'slower').map(({ id }) => `${id} is slower`),
    ],
    ...(lost.length > 0 && { lost }),
  };
}

/** Whether a run measured the same: this version of Kubernetes and of the suite, and as many nodes. */
function isInStateOf({ run: last }: Results, { run }: Results): boolean {
  return (
    !run.dryRun &&
    isSameCluster(run.cluster, last.cluster) &&
    run.cluster.version === last.cluster.version &&
    run.cluster.nodes.length === last.cluster.nodes.length &&
    run.suiteVersion === last.suiteVersion
  );
}

/**
 * Whether the selection of the runs after leaves out tests of an area that the runs before may have had: all of them were named, or some of any. It
 * leaves out nothing when all runs selected the same.
 */
function leavesOut(before: readonly Results[], after: readonly Results[]): (area: string) => boolean {
  const narrowed = new Set([...before, ...after].map(({ run }) => narrowedBy(run).join(' ')));
  if (narrowed.size === 1) return () => false;
  const leftOut = after.flatMap(({ run }) => run.selection?.leftOut ?? []);
  const isAnySkipped = leftOut.some(({ areas, by }) => areas === undefined && by !== 'run.disruptive');
  const areas = new Set(leftOut.flatMap((one) => one.areas ?? []));
  return (area) => isAnySkipped || areas.has(area);
}

/** The measurements that both sides have, in the order of their ids. */
function pairsOf(before: readonly Results[], after: readonly Results[]): Pair[] {
  const [was, is] = [measured(before), measured(after)];
  return [...is]
    .flatMap(([id, now]) => {
      const then = was.get(id);
      const [first] = now;
      if (!then || !first || [...then, ...now].some(({ unit }) => unit !== first.unit)) return [];
      const values = (side: readonly Measurement[]) => side.map(({ value }) => value);
      return [{ id, unit: first.unit, worse: worseOf(first), before: values(then), after: values(now) }];
    })
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** What was measured in each run, by the ids of test and measurement. */
function measured(runs: readonly Results[]): Map<string, Measurement[]> {
  const all = runs.flatMap((run) => [...measuredIn(run)]);
  const grouped = Map.groupBy(all, ([id]) => id);
  return new Map([...grouped].map(([id, list]) => [id, list.map(([, measurement]) => measurement)]));
}

/** How long a check waited until an object was in order: it says what went on in the cluster when the check began, and not how fast the cluster is. */
const WAITED = 'settled';

/** A time, and everything with a maximum, is better when it is small; a rate when it is large. Of others it is not known. */
function worseOf({ id, unit, budget }: Measurement): Pair['worse'] {
  if (id === WAITED) return undefined;
  if (unit === 'per second') return 'smaller';
  return unit === 'seconds' || budget !== undefined ? 'larger' : undefined;
}
