import { cleanLine } from '../../results/clean-text.ts';
import type { History, PastRun, Trend } from '../../results/history/history.ts';
import type { TestHistory } from '../../results/history/test-history.ts';
import { formatFigure } from '../figure.ts';

/** How many runs, tests and measurements are shown. */
const SHOWN = { runs: 10, tests: 30, trends: 20 };
/** The maximum length of an id, in characters. */
const LONGEST = 120;

/** A history in words, for every format. */
export interface HistorySections {
  /** The pass rate, in one line. */
  rate: string;
  /** The newest runs: id, start, verdict, passed, failed, other. */
  runs: string[][];
  /** The tests that did not always pass, what fails now first: with its id, how many runs passed, the flake rate, and since when it fails, or after what it was fixed. */
  tests: { test: TestHistory; id: string; passed: string; flakeRate: string; state: string }[];
  moreTests: number;
  /** The measurements that differ most from before: with its id, the median of the earlier runs, the newest value, and its budget. */
  trends: { trend: Trend; id: string; earlier: string; newest: string; budget: string }[];
}

/** What a history says, in words; pure. What comes from a cluster is cleaned and shortened. */
export function historySections({ runs, passRate, tests, trends }: History): HistorySections {
  return {
    rate: passRate === undefined ? `no run of ${runs.length} has a verdict on the cluster` : rateLine(runs, passRate),
    runs: runs.slice(-SHOWN.runs).map(runRow),
    tests: byTrouble(tests)
      .slice(0, SHOWN.tests)
      .map((test) => ({
        ...{ test, id: clean(test.id), passed: `${test.passed} of ${test.judged}`, state: stateOf(test) },
        flakeRate: `${Math.round(test.flakeRate * 100)} %`,
      })),
    moreTests: Math.max(0, tests.length - SHOWN.tests),
    trends: mostMoved(trends).map(trendTexts),
  };
}

function rateLine(runs: readonly PastRun[], passRate: number): string {
  const judged = runs.filter(({ word }) => word === 'passed' || word === 'failed').length;
  const passed = Math.round(passRate * judged);
  const others = runs.length - judged;
  const rest = others === 0 ? '' : `; ${others} more had no verdict on the cluster`;
  return `${passed} of ${judged} runs passed (${Math.round(passRate * 100)} %)${rest}`;
}

function runRow({ id, startedAt, word, counts }: PastRun): string[] {
  const { passed, failed, ...others } = counts;
  const other = Object.values(others).reduce((sum, count) => sum + count, 0);
  return [clean(id), startedAt.slice(0, 16).replace('T', ' '), word, `${passed}`, `${failed}`, `${other}`];
}

function stateOf({ failing, fixed, quarantined }: TestHistory): string {
  if (failing)
    return `fails since run ${clean(failing.since)}, ${failing.runs} in a row${quarantined ? '; quarantined' : ''}`;
  return fixed ? `fixed in run ${clean(fixed.in)}, after ${fixed.after}` : '';
}

/** What fails now comes first, then what goes to and fro. */
function byTrouble(tests: readonly TestHistory[]): TestHistory[] {
  return tests.toSorted(
    (a, b) => Number(b.failing !== undefined) - Number(a.failing !== undefined) || b.flakeRate - a.flakeRate,
  );
}

function trendTexts(trend: Trend): HistorySections['trends'][number] {
  const { id, unit, values, budget } = trend;
  const earlier = values.slice(0, -1).filter((value) => value !== undefined);
  const figure = (value: number) => formatFigure({ value, unit });
  return {
    ...{ trend, id: clean(id), earlier: figure(medianOf(earlier)), newest: figure(values.at(-1) ?? Number.NaN) },
    budget: budget === undefined ? '' : figure(budget),
  };
}

/** The measurements whose newest value differs most from the median of the earlier ones, as a share. */
function mostMoved(trends: readonly Trend[]): Trend[] {
  const moved = ({ values }: Trend) => {
    const before = medianOf(values.slice(0, -1).filter((value) => value !== undefined));
    const now = values.at(-1) ?? before;
    return before === 0 ? Math.abs(now) : Math.abs(now / before - 1);
  };
  // There may be thousands: each is looked at once.
  return trends
    .map((trend) => ({ trend, by: moved(trend) }))
    .toSorted((a, b) => b.by - a.by)
    .slice(0, SHOWN.trends)
    .map(({ trend }) => trend);
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

function clean(text: string): string {
  return cleanLine(text, LONGEST);
}
