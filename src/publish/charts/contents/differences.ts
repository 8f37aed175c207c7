import { cleanLine } from '../../../results/clean-text.ts';
import { RELEVANT, type Judged, type PairVerdict } from '../../../results/compare/judge-measurements.ts';
import type { Chart, ChartView } from '../chart.ts';
import type { Palette } from '../palette.ts';
import { nameAxis, rowsFor, valueAxis } from './bars.ts';

/** How many measurements are drawn, the most important first. */
const SHOWN = 24;
/** What is beyond is not drawn, in percent: an interval of two noisy runs has no end. */
const RANGE = { from: -100, to: 200 };
/** The height of an interval, the radius of a mean, in pixels. */
const BAR = 6;
const DOT = 4.5;
const ORDER: readonly PairVerdict[] = ['slower', 'faster', 'cannot tell yet', 'same'];

/** A measurement as it is drawn, in percent of its mean before. */
interface Row {
  name: string;
  verdict: PairVerdict;
  mean: number;
  low: number;
  high: number;
}

/**
 * By how much measurements differ after a change: the difference of the means, and the interval that the true one is in with 90 % confidence, against what is called
 * the same. `undefined` when none has an interval. Pure.
 */
export function differences(measurements: readonly Judged[]): Chart | undefined {
  const rows = measurements
    .flatMap(rowOf)
    .toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || Math.abs(b.mean) - Math.abs(a.mean))
    .slice(0, SHOWN);
  if (rows.length === 0) return undefined;
  const names = rows.map(({ name }) => name);
  const reach = (of: (row: Row) => number) => rows.map((row) => clipped(of(row)));
  const from = 25 * Math.floor(Math.min(-25, ...reach(({ low }) => low)) / 25);
  const to = 25 * Math.ceil(Math.max(25, ...reach(({ high }) => high)) / 25);
  return {
    title: 'Differences of measurements',
    description: rows
      .map(
        ({ name, verdict, mean, low, high }) =>
          `${name}: ${percent(mean)}, ${verdict}, between ${percent(low)} and ${percent(high)}`,
      )
      .join('; '),
    height: (width) => 52 + rows.length * rowsFor(names, width).row,
    option: (view) => {
      const axis = rowsFor(names, view.width);
      const { palette } = view;
      // On a phone the words stand behind the name.
      const labels = axis.isNarrow ? rows.map((row) => `${row.name}: ${wordsOf(row)}`) : names;
      return {
        grid: { left: axis.room, right: axis.isNarrow ? 16 : 150, top: 20, bottom: 26 },
        xAxis: {
          ...valueAxis(view),
          ...{ min: from, max: to, interval: to - from > 150 ? 50 : 25 },
          axisLabel: { color: palette.muted, fontSize: 11, hideOverlap: true, formatter: percent },
        },
        yAxis: { ...nameAxis(labels, axis, view), axisLine: { show: false } },
        series: [{ ...drawn(rows, view, axis.isNarrow), ...marks(palette) }],
      };
    },
  };
}

function rowOf({ id, verdict, means, interval }: Judged): Row[] {
  const [low, high] = interval ?? [];
  const mean = (means.after / means.before - 1) * Math.sign(means.before);
  if (low === undefined || high === undefined || !Number.isFinite(mean)) return [];
  return [{ name: cleanLine(id, 200), verdict, mean: mean * 100, low: low * 100, high: high * 100 }];
}

/** Each row: its interval as a bar, its mean as a dot, and both in words. */
function drawn(rows: readonly Row[], { palette, width }: ChartView, isNarrow: boolean) {
  return {
    ...{ type: 'custom' as const, silent: true, clip: false, encode: { x: [0, 1, 2], y: 3 } },
    data: rows.map(({ low, mean, high }, row) => [clipped(low), clipped(mean), clipped(high), row]),
    renderItem: ({ dataIndex }: { dataIndex: number }, api: { coord(at: [number, number]): number[] }) => {
      const row = rows[dataIndex] as Row;
      const place = (value: number) => api.coord([clipped(value), dataIndex])[0] ?? 0;
      const [left, right, centre] = [place(row.low), place(row.high), place(row.mean)];
      const [, middle = 0] = api.coord([0, dataIndex]);
      const fill = colourOf(row.verdict, palette);
      const shape = { x: left, y: middle - BAR / 2, width: Math.max(1, right - left), height: BAR, r: BAR / 2 };
      const words = { text: wordsOf(row), x: width - 142, y: middle, fill: palette.ink, fontSize: 11 };
      return {
        type: 'group' as const,
        children: [
          { type: 'rect' as const, shape, style: { fill, opacity: 0.4 } },
          { type: 'circle' as const, shape: { cx: centre, cy: middle, r: DOT }, style: { fill } },
          ...(isNarrow ? [] : [{ type: 'text' as const, style: { ...words, verticalAlign: 'middle' as const } }]),
        ],
      };
    },
  };
}

/** Nothing differs, and what is called the same. */
function marks(palette: Palette) {
  const label = { color: palette.muted, fontSize: 11, textBorderWidth: 0 };
  return {
    markLine: {
      ...{ silent: true, symbol: 'none', lineStyle: { color: palette.muted, type: 'solid' as const, width: 1 } },
      label: { show: false },
      data: [{ xAxis: 0 }],
    },
    markArea: {
      silent: true,
      itemStyle: { color: palette.shade },
      label: { ...label, show: true, position: 'top' as const },
      data: [[{ xAxis: -RELEVANT * 100, name: 'the same' }, { xAxis: RELEVANT * 100 }] as [object, object]],
    },
  };
}

function colourOf(verdict: PairVerdict, { status, series, muted }: Palette): string {
  return { slower: status.failed, faster: status.passed, same: series[0], 'cannot tell yet': muted }[verdict];
}

/** @example '+30 % slower' */
function wordsOf({ mean, verdict }: Row): string {
  return `${percent(mean)} ${verdict}`;
}

function clipped(value: number): number {
  return Math.min(RANGE.to, Math.max(RANGE.from, value));
}

/** @example percent(-12.4) // '−12 %' */
function percent(value: number): string {
  const rounded = Math.round(value);
  return `${rounded > 0 ? '+' : rounded < 0 ? '−' : ''}${Math.abs(rounded)} %`;
}
