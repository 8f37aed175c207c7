import { styleText } from 'node:util';
import { cleanLine } from '../../results/clean-text.ts';
import type { History, PastRun, Trend } from '../../results/history/history.ts';
import type { TestHistory } from '../../results/history/test-history.ts';
import type { Status } from '../../results/model.ts';
import { formatFigure } from '../figure.ts';
import { plainTable } from '../plain-table.ts';
import { sparkline } from './sparkline.ts';

/** How many runs, tests and measurements are shown. */
const SHOWN = { runs: 10, tests: 30, trends: 20 };
/** The maximum length of an id, in characters. */
const LONGEST = 120;

const MARKS: Readonly<Record<Status, string>> = {
  passed: '·',
  failed: 'x',
  inconclusive: '?',
  error: '!',
  'not-run': '-',
  skipped: 's',
};

/**
 * The history of a cluster as text for a terminal: its newest runs, the tests that did not always pass, the measurements that differ most from before, and the
 * pass rate as the last line.
 * @param options.colour whether to colour it. @default false
 */
export function historyText(history: History, { colour = false }: { colour?: boolean } = {}): string {
  const { runs, passRate, tests } = history;
  const paint = (how: 'red' | 'green', text: string) =>
    colour ? styleText(how, text, { validateStream: false }) : text;
  const unshown = tests.length - SHOWN.tests;
  const blocks = [
    plainTable(['run', 'started', 'verdict', 'passed', 'failed', 'other'], runs.slice(-SHOWN.runs).map(runRow)),
    plainTable(['test', 'runs', 'passed', 'flake rate', 'state'], byTrouble(tests).slice(0, SHOWN.tests).map(testRow)) +
      (unshown > 0 ? `\nand ${unshown} more` : ''),
    plainTable(['measurement', 'runs', 'earlier', 'newest'], mostMoved(history.trends).map(trendRow)),
    tests.length > 0 ? LEGEND : '',
    passRate === undefined
      ? `no run of ${runs.length} has a verdict on the cluster`
      : paint(passRate === 1 ? 'green' : 'red', rateLine(runs, passRate)),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

const LEGEND = `runs, the oldest first: ${Object.entries(MARKS)
  .map(([status, mark]) => `${mark} ${status}`)
  .join(', ')}`;

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

function testRow({ id, statuses, judged, passed, flakeRate, failing, fixed, quarantined }: TestHistory): string[] {
  const line = statuses.map((status) => (status === undefined ? ' ' : MARKS[status])).join('');
  const state = failing
    ? `fails since run ${clean(failing.since)}, ${failing.runs} in a row${quarantined ? '; quarantined' : ''}`
    : fixed
      ? `fixed in run ${clean(fixed.in)}, after ${fixed.after}`
      : '';
  return [clean(id), line, `${passed} of ${judged}`, `${Math.round(flakeRate * 100)} %`, state];
}

/** What fails now comes first, then what goes to and fro. */
function byTrouble(tests: readonly TestHistory[]): TestHistory[] {
  return tests.toSorted(
    (a, b) => Number(b.failing !== undefined) - Number(a.failing !== undefined) || b.flakeRate - a.flakeRate,
  );
}

function trendRow({ id, unit, values }: Trend): string[] {
  const earlier = values.slice(0, -1).filter((value) => value !== undefined);
  const figure = (value: number) => formatFigure({ value, unit });
  return [clean(id), sparkline(values), figure(medianOf(earlier)), figure(values.at(-1) ?? Number.NaN)];
}

/** The measurements whose newest value differs most from the median of the earlier ones, as a share. */
function mostMoved(trends: readonly Trend[]): Trend[] {
  const moved = ({ values }: Trend) => {
    const before = medianOf(values.slice(0, -1).filter((value) => value !== undefined));
    const now = values.at(-1) ?? before;
    return before === 0 ? Math.abs(now) : Math.abs(now / before - 1);
  };
  return trends.toSorted((a, b) => moved(b) - moved(a)).slice(0, SHOWN.trends);
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

function clean(text: string): string {
  return cleanLine(text, LONGEST);
}
