import { cleanLine } from '../../../results/clean-text.ts';
import type { Measurement, OverTime, TestResult } from '../../../results/model.ts';
import { formatFigure } from '../../figure.ts';
import type { Chart } from '../chart.ts';
import { legend, valueAxis } from './bars.ts';
import { timeAxis } from './time-axis.ts';

/** How many measurements are drawn: there is a colour for each. */
const LINES = 4;
/** What charts of measurements over time show. */
export const TITLES_OVER_TIME = {
  requests: 'Latency of requests over time',
  lines: 'Delay of log lines over time',
  load: 'Latency of the load over time',
} as const;

/** By the ids of the measurements: what of them is not part of the name of a line. */
const KINDS: readonly (readonly [prefix: RegExp, title: string])[] = [
  [/^request-/, TITLES_OVER_TIME.requests],
  [/^time-to-visible-/, TITLES_OVER_TIME.lines],
  [/^(?=p\d\d$)/, TITLES_OVER_TIME.load],
];

type Timed = Measurement & { overTime: OverTime };

/** Measurements of a test over its time, those that are times themselves; `undefined` when it has none. Pure. */
export function overTimeChart({ measurements }: Pick<TestResult, 'measurements'>): Chart | undefined {
  const timed = measurements
    .filter((one): one is Timed => one.unit === 'seconds' && (one.overTime?.at.length ?? 0) > 1)
    .slice(0, LINES);
  const [first] = timed;
  if (!first) return undefined;
  const [prefix, title] = KINDS.find(([one]) => one.test(first.id)) ?? ['', 'Measurements over time'];
  const nameOf = ({ id }: Timed) => cleanLine(id.replace(prefix, ''), 40);
  const end = Math.max(1, ...timed.flatMap(({ overTime }) => overTime.at));
  return {
    title,
    description: timed.map((one) => `${nameOf(one)} ${formatFigure(one)}, ${spanOf(one)}`).join('; '),
    height: () => 220,
    option: (view) => ({
      legend: legend(view),
      grid: { left: 64, right: 24, top: 32, bottom: 28 },
      xAxis: timeAxis(0, end, view),
      yAxis: {
        ...valueAxis(view),
        axisLabel: {
          ...{ color: view.palette.muted, fontSize: 11, hideOverlap: true },
          formatter: (value: number) => formatFigure({ value, unit: 'seconds' }),
        },
      },
      series: timed.map((one, index) => ({
        ...{ name: nameOf(one), type: 'line' as const, symbol: 'circle', symbolSize: 3, showAllSymbol: true },
        ...{ lineStyle: { width: 1.5 }, itemStyle: { color: view.palette.series[index] ?? view.palette.ink } },
        data: one.overTime.at.map((second, point) => [second, one.overTime.values[point] ?? '-']),
      })),
    }),
  };
}

/** @example 'between 3 ms and 20 ms in 24 s' */
function spanOf({ unit, overTime: { at, values } }: Timed): string {
  const figure = (value: number) => formatFigure({ value, unit });
  return `between ${figure(Math.min(...values))} and ${figure(Math.max(...values))} in ${figure(at.at(-1) ?? 0)}`;
}
