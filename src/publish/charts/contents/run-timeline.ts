import { cleanLine } from '../../../results/clean-text.ts';
import type { Results, TestResult } from '../../../results/model.ts';
import { formatDuration } from '../../../time/duration.ts';
import type { Chart } from '../chart.ts';
import { legend, nameAxis, rowsFor } from './bars.ts';
import { intervals } from './intervals.ts';
import { timeAxis } from './time-axis.ts';

/** How many tests have a row: those that took the longest, and those of the critical path. */
const ROWS = 24;

/** The time of a run: when its longest tests ran, and which of them it could not have been shorter for; `undefined` when none has started. Pure. */
export function runTimeline({ run, tests }: Pick<Results, 'run' | 'tests'>): Chart | undefined {
  const critical = new Set(run.criticalPath?.tests);
  const beginning = Date.parse(run.startedAt);
  const started = tests.flatMap((test) => {
    const from = (Date.parse(test.startedAt ?? '') - beginning) / 1_000;
    return Number.isFinite(from) ? [{ test, from, to: from + test.durationSeconds }] : [];
  });
  if (started.length === 0) return undefined;
  const shown = started
    .toSorted(
      (a, b) =>
        Number(critical.has(b.test.id)) - Number(critical.has(a.test.id)) ||
        b.test.durationSeconds - a.test.durationSeconds,
    )
    .slice(0, ROWS)
    .toSorted((a, b) => a.from - b.from);
  const names = shown.map(({ test }) => cleanLine(test.id, 200));
  const ended = run.endedAt === undefined ? 0 : (Date.parse(run.endedAt) - beginning) / 1_000;
  const end = Math.max(1, ended, ...shown.map(({ to }) => to));
  const left = started.length - shown.length;
  const isCritical = ({ id }: TestResult) => critical.has(id);
  const rowsOf = (onPath: boolean) =>
    shown.flatMap(({ test, from, to }, row) => (isCritical(test) === onPath ? [{ from, to, row }] : []));
  const top = critical.size > 0 ? 32 : 6;
  return {
    title: 'Time line of the run',
    description: [
      ...(left > 0 ? [`the ${shown.length} tests that took the longest, of ${started.length}`] : []),
      ...shown.map(
        ({ test, from }, row) =>
          `${names[row]} began after ${seconds(from)} and took ${seconds(test.durationSeconds)}${isCritical(test) ? ', on the critical path' : ''}`,
      ),
    ].join('; '),
    height: (width) => top + 28 + shown.length * rowsFor(names, width).row,
    option: (view) => {
      const rows = rowsFor(names, view.width);
      const { palette } = view;
      return {
        ...(critical.size > 0 && { legend: legend(view) }),
        grid: { left: rows.room, right: 56, top, bottom: 28 },
        xAxis: timeAxis(Math.min(0, ...shown.map(({ from }) => from)), end, view),
        yAxis: nameAxis(names, rows, view),
        series: [
          intervals({ name: 'test', colour: palette.series[0], all: rowsOf(false) }, 0, view),
          intervals({ name: 'on the critical path', colour: palette.accent, all: rowsOf(true) }, 0, view),
        ],
      };
    },
  };
}

function seconds(value: number): string {
  return formatDuration(Math.round(value * 10) / 10);
}
