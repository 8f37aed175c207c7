import { cleanLine } from '../../../results/clean-text.ts';
import type { Results } from '../../../results/model.ts';
import { formatFigure } from '../../figure.ts';
import type { Chart } from '../chart.ts';
import { legend, nameAxis, rowsFor, valueAxis } from './bars.ts';

/** The measurements of the log tests begin so: until a share of the lines is in the log store. */
const PREFIX = 'time-to-visible-';
/** How many tests are drawn. */
const TESTS = 16;
/** How many shares are drawn: there is a colour for each. */
const SHARES = 4;
/** The height of a bar, and the gap between two, in pixels. */
const BAR = 10;
const GAP = 2;

/** How long log lines took from their pod into the log store, by test; `undefined` when no test measured it. Pure. */
export function logDelay({ tests }: Pick<Results, 'tests'>): Chart | undefined {
  const measured = tests
    .map(({ id, measurements }) => ({
      name: cleanLine(id, 200),
      delays: new Map(
        measurements
          .filter((one) => one.id.startsWith(PREFIX) && Number.isFinite(one.value))
          .map((one) => [cleanLine(one.id.slice(PREFIX.length), 20), one]),
      ),
    }))
    .filter(({ delays }) => delays.size > 0)
    .slice(0, TESTS);
  if (measured.length === 0) return undefined;
  const names = measured.map(({ name }) => name);
  const shares = [...new Set(measured.flatMap(({ delays }) => [...delays.keys()]))].slice(0, SHARES);
  const bars = shares.length * (BAR + GAP);
  return {
    title: 'Delay of log lines',
    description: measured
      .map(
        ({ name, delays }) =>
          `${name}: ${[...delays].map(([share, one]) => `${share} ${formatFigure(one)}`).join(', ')}`,
      )
      .join('; '),
    height: (width) => 60 + measured.length * rowsFor(names, width, bars).row,
    option: (view) => {
      const rows = rowsFor(names, view.width, bars);
      return {
        legend: legend(view),
        grid: { left: rows.room, right: 40, top: 32, bottom: 26 },
        xAxis: {
          ...valueAxis(view),
          axisLabel: { color: view.palette.muted, fontSize: 11, hideOverlap: true, formatter: '{value} s' },
        },
        yAxis: nameAxis(names, rows, view),
        series: shares.map((share, index) => ({
          ...{ name: share, type: 'bar' as const, barWidth: BAR, barGap: `${(GAP / BAR) * 100}%` },
          itemStyle: { color: view.palette.series[index] ?? view.palette.ink },
          data: measured.map(({ delays }) => delays.get(share)?.value ?? '-'),
        })),
      };
    },
  };
}
