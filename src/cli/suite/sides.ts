import { ShakedownError } from '../../errors/shakedown-error.ts';
import type { Sides } from '../../results/compare/comparison.ts';
import { isLoadTest } from '../../results/load-test.ts';
import type { Results } from '../../results/model.ts';
import { isSameCluster } from '../../results/same-cluster.ts';
import { isSameRun } from '../../results/same-run.ts';
import { narrowedBy } from '../../results/selection.ts';
import { verdict } from '../../results/verdict.ts';
import type { LostRun, StoredRun } from '../../stored-runs/runs-in.ts';

/** How many runs of the history are read at most, the newest first. */
const HISTORY = 30;

/** Where the runs of a comparison come from. */
export interface Stored {
  /** Reads a run that was named; the newest one without a name. */
  named(run: string | undefined): Promise<Results>;
  /** The runs that are stored, the newest first. @param cluster the name of the one whose runs are wanted; others may be among them. */
  all(cluster: string): AsyncIterable<StoredRun | LostRun>;
}

/** What a comparison was asked for. */
export interface Asked {
  /** One run, or several separated by commas; without it, and with it alone, see `lastGreen`. */
  before?: string;
  after?: string;
  /** Whether the last run that passed, before the one that is named first, stands on the side before. */
  lastGreen: boolean;
  /** Whether earlier runs of the cluster tell how much its measurements scatter. */
  history: boolean;
}

/**
 * The runs of a comparison.
 * @throws ShakedownError COMPARE_SIDES, RESULTS_NOT_FOUND, and those of reading a run.
 */
export async function sidesOf({ before, after, lastGreen, history }: Asked, stored: Stored): Promise<Sides> {
  if (lastGreen && after !== undefined)
    throw sidesError('two sides were named, and --last-green', 'name the later one alone with --last-green, or both');
  if (!lastGreen && (before === undefined || after === undefined))
    throw sidesError(
      before === undefined ? 'no run was named' : 'only one side was named',
      'name both, or the later one with --last-green',
    );
  const later = await readAll(lastGreen ? before : after, stored);
  const first = later[0];
  if (first === undefined) throw sidesError('no run was named', 'name both');
  const earlier = lastGreen ? [] : await readAll(before, stored);
  assertOnce([...earlier, ...later]);
  const past = lastGreen || history ? await pastOf(first, stored) : [];
  const green = lastGreen ? past.findLast((run) => isGreenLike(first, run)) : undefined;
  if (lastGreen && green === undefined)
    throw new ShakedownError('RESULTS_NOT_FOUND', {
      meaning: 'usage',
      expected: `a run of the same cluster in results/ that passed before run ${first.run.id} and selected the same`,
      seen: `none of the ${past.length} earlier ones`,
      todo: 'name the run to compare with',
    });
  const baseline = green ? [green] : earlier;
  // A run between the two sides may show the change already.
  const isOlder = (one: Results) => baseline.some((other) => byStart(one, other) <= 0);
  return { before: baseline, after: later, history: history ? past.filter(isOlder) : [] };
}

/** A run that is compared with itself would say that nothing changed. */
function assertOnce(runs: readonly Results[]): void {
  const twice = runs.find(({ run }, index) => runs.slice(0, index).some((other) => isSameRun(other.run, run)));
  if (twice) throw sidesError(`run ${twice.run.id} was named twice`, 'name each run once');
}

async function readAll(names: string | undefined, stored: Stored): Promise<Results[]> {
  const runs: Results[] = [];
  for (const name of names === undefined ? [undefined] : names.split(',').map((one) => one.trim())) {
    const results = await stored.named(name);
    if (isLoadTest(results) || results.run.dryRun)
      throw new ShakedownError('COMPARE_SIDES', {
        meaning: 'usage',
        expected: 'runs that judged a cluster',
        seen: `run ${results.run.id} is ${results.run.dryRun ? 'a dry run' : 'a load test'}`,
        todo: 'name another run',
      });
    runs.push(results);
  }
  return runs.toSorted(byStart);
}

/** The runs of the cluster before this one, the oldest first. */
async function pastOf({ run }: Results, stored: Stored): Promise<Results[]> {
  const past: Results[] = [];
  for await (const { results } of stored.all(run.cluster.name)) {
    if (past.length === HISTORY) break;
    const isPast = results && Date.parse(results.run.startedAt) < Date.parse(run.startedAt);
    const isCopy = results && past.some((one) => isSameRun(one.run, results.run));
    if (
      isPast &&
      !isCopy &&
      !results.run.dryRun &&
      !isLoadTest(results) &&
      isSameCluster(results.run.cluster, run.cluster)
    )
      past.push(results);
  }
  return past.toReversed();
}

/** Whether a run passed and selected what another one did. */
function isGreenLike(run: Results, other: Results): boolean {
  return verdict(other).word === 'passed' && narrowedBy(other.run).join(' ') === narrowedBy(run.run).join(' ');
}

function byStart(a: Results, b: Results): number {
  return Date.parse(a.run.startedAt) - Date.parse(b.run.startedAt);
}

function sidesError(seen: string, todo: string): ShakedownError {
  return new ShakedownError('COMPARE_SIDES', {
    meaning: 'usage',
    expected: 'the runs before a change and those after it',
    seen,
    todo: `${todo}: shakedown compare BEFORE AFTER`,
  });
}
