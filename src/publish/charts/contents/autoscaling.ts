import { formatDuration } from '../../../time/duration.ts';
import { NARROW, type Chart, type ChartView } from '../chart.ts';
import type { ScalingSeries } from '../scaling-series.ts';
import { intervals } from './intervals.ts';
import { legend, nameAxis, rowsFor, valueAxis } from './bars.ts';
import { timeAxis } from './time-axis.ts';

/** Where the panel of the metric is, and how high that of the replicas is, in pixels. */
const METRIC = { top: 62, height: 130 };
/** What the legend needs in addition where it has two lines. */
const LEGEND_LINE = 24;
const REPLICAS_HEIGHT = 100;

/** A part of a reaction: from when to when, in seconds after the start of the load. */
interface Part {
  name: string;
  from: number;
  to: number;
}

/** The parts of a reaction that were seen. Their names are the ids of the measurements. Pure. */
function partsOf({ moments, loadStopped }: ScalingSeries): Part[] {
  const { metricAbove, decision, created, ready, backUnder, downDecision, atMinimum } = moments;
  const all: [string, number | undefined, number | undefined][] = [
    ['metric-above-target', 0, metricAbove],
    ['decision', metricAbove, decision],
    ['pods-created', decision, created],
    ['pods-ready', created, ready],
    ['metric-back-under-target', ready, backUnder],
    ['scale-down-decision', loadStopped, downDecision],
    ['at-minimum', downDecision, atMinimum],
  ];
  return all.flatMap(([name, from, to]) =>
    from === undefined || to === undefined ? [] : [{ name, from, to: Math.max(from, to) }],
  );
}

/** How an HPA followed a load: the metric against its target, the replicas, and each part of the reaction with its time. Pure. */
export function autoscalingChart(series: ScalingSeries): Chart {
  const parts = partsOf(series);
  const names = parts.map(({ name }) => name);
  const most = Math.max(0, ...series.desired.map((count) => count ?? 0));
  const end = Math.max(0, ...series.at, ...parts.map(({ to }) => to));
  const topsFor = (width: number) => {
    const metric = METRIC.top + (width < NARROW ? LEGEND_LINE : 0);
    const replicas = metric + METRIC.height + 36;
    return { metric, replicas, parts: replicas + REPLICAS_HEIGHT + 28 };
  };
  return {
    title: 'Autoscaling under load',
    description: [
      `up to ${most} replicas were wanted in ${formatDuration(end)}`,
      ...parts.map(({ name, from, to }) => `${name} took ${formatDuration(to - from)}`),
    ].join('; '),
    height: (width) => topsFor(width).parts + parts.length * rowsFor(names, width).row + 30,
    option: (view) => {
      const rows = rowsFor(names, view.width);
      const tops = topsFor(view.width);
      const room = Math.max(36, rows.room);
      const { palette } = view;
      const grid = (top: number, height: number) => ({ left: room, right: 16, top, height });
      const time = (index: number, isLabelled: boolean) => {
        const axis = timeAxis(Math.min(0, ...series.at), end, view);
        return { ...axis, gridIndex: index, axisLabel: { ...axis.axisLabel, show: isLabelled } };
      };
      const value = (index: number, name: string) => ({
        ...valueAxis(view),
        ...{ gridIndex: index, name, nameLocation: 'end' as const, splitNumber: 3 },
        nameTextStyle: { color: palette.muted, fontSize: 11, align: 'left' as const, padding: [0, 0, 0, -room + 4] },
      });
      return {
        legend: legend(view),
        grid: [
          grid(tops.metric, METRIC.height),
          grid(tops.replicas, REPLICAS_HEIGHT),
          grid(tops.parts, parts.length * rows.row),
        ],
        xAxis: [time(0, false), time(1, false), time(2, true)],
        yAxis: [
          value(0, 'metric, % of its target'),
          { ...value(1, 'replicas'), minInterval: 1 },
          { ...nameAxis(names, rows, view), gridIndex: 2 },
        ],
        series: [
          { ...line('metric', 0, series.at, series.metricPercent, view, 0), ...metricMarks(series, view) },
          { ...line('replicas wanted', 1, series.at, series.desired, view, 1), step: 'end' as const },
          { ...line('replicas ready', 1, series.at, series.ready, view, 3), step: 'end' as const },
          intervals(
            {
              name: 'part of the reaction',
              colour: palette.series[2],
              all: parts.map((part, row) => ({ ...part, row })),
            },
            2,
            view,
          ),
        ],
      };
    },
  };
}

function line(
  name: string,
  index: number,
  at: readonly number[],
  values: readonly (number | null)[],
  { palette }: ChartView,
  colour: 0 | 1 | 2 | 3,
) {
  return {
    ...{ name, type: 'line' as const, xAxisIndex: index, yAxisIndex: index, showSymbol: false, connectNulls: true },
    ...{
      symbol: 'none',
      sampling: 'lttb' as const,
      lineStyle: { width: 2 },
      itemStyle: { color: palette.series[colour] },
    },
    data: at.map((seconds, point) => [seconds, values[point] ?? null]),
  };
}

/** The target, and the time of the load. */
function metricMarks({ loadStopped }: ScalingSeries, { palette }: ChartView) {
  const label = { color: palette.ink, fontSize: 11, textBorderWidth: 0 };
  return {
    markLine: {
      ...{ silent: true, symbol: 'none', lineStyle: { color: palette.accent, type: 'dashed' as const } },
      label: { ...label, show: true, formatter: 'target', position: 'insideEndTop' as const },
      data: [{ yAxis: 100 }],
    },
    ...(loadStopped !== undefined && {
      markArea: {
        silent: true,
        itemStyle: { color: palette.shade },
        label: { ...label, show: true, position: 'insideTopLeft' as const, color: palette.muted },
        data: [[{ xAxis: 0, name: 'load' }, { xAxis: loadStopped }] as [object, object]],
      },
    }),
  };
}
