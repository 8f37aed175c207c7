import { cleanLine } from '../../../results/clean-text.ts';
import type { Trend } from '../../../results/history/history.ts';
import { formatFigure } from '../../figure.ts';
import type { Chart } from '../chart.ts';

/** The height, in pixels: that of a row of a table. */
const HEIGHT = 36;
/** A budget that is more than so many times the largest value is not drawn: the values would be a line at the bottom. */
const FAR = 3;

/** A measurement over the runs, as a line without axes for a cell of a table: a dot for each run, the newest larger, and its budget as a dashed line. Pure. */
export function trendChart({ id, unit, values, budget }: Trend): Chart {
  const known = values.filter((value) => value !== undefined);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const line = budget !== undefined && budget <= FAR * high ? budget : undefined;
  // Noise is no trend: what hardly differs is flat.
  const top = Math.max(high, line ?? high);
  const margin = Math.max(0.05 * Math.abs(top), (top - low) * 0.1) || 1;
  const figure = (value: number) => formatFigure({ value, unit });
  return {
    title: cleanLine(id, 200),
    description: [
      `${cleanLine(id, 200)}, the oldest run first: ${values.map((value) => (value === undefined ? 'not measured' : figure(value))).join(', ')}`,
      ...(budget === undefined ? [] : [`budget ${figure(budget)}`]),
    ].join('; '),
    height: () => HEIGHT,
    option: ({ palette }) => ({
      grid: { left: 6, right: 6, top: 4, bottom: 4 },
      xAxis: { type: 'category' as const, show: false, boundaryGap: false, data: values.map((_, index) => index) },
      yAxis: { type: 'value' as const, show: false, min: low - margin, max: top + margin },
      series: [
        {
          ...{ type: 'line' as const, silent: true, connectNulls: true, symbol: 'circle', showAllSymbol: true },
          ...{ lineStyle: { width: 1.5 }, itemStyle: { color: palette.series[0] } },
          data: values.map((value, index) => ({
            value: value ?? null,
            symbolSize: index === values.length - 1 ? 6 : 3,
            ...(budget !== undefined &&
              value !== undefined &&
              value > budget && { itemStyle: { color: palette.status.failed } }),
          })),
          ...(line !== undefined && {
            markLine: {
              ...{ silent: true, symbol: 'none', label: { show: false }, data: [{ yAxis: line }] },
              lineStyle: { color: palette.accent, type: 'dashed' as const, width: 1.5 },
            },
          }),
        },
      ],
    }),
  };
}
