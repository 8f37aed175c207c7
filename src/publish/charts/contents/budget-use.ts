import { cleanLine } from '../../../results/clean-text.ts';
import type { Measurement, Results } from '../../../results/model.ts';
import { formatFigure } from '../../figure.ts';
import type { Chart } from '../chart.ts';
import { nameAxis, rowsFor, valueAxis } from './bars.ts';

/** How many measurements are drawn, those closest to their budgets, or farthest above them. */
const SHOWN = 12;
/** A value that is far above its budget is drawn up to here, in percent of it; its label has the value. */
const MOST = 200;

/** The measurements that used most of their budgets; `undefined` when none has a budget. Pure. */
export function budgetUse({ tests }: Pick<Results, 'tests'>): Chart | undefined {
  const used = tests
    .flatMap(({ id, measurements }) => measurements.map((one) => ({ name: `${id} ${one.id}`, ...percentOf(one) })))
    .filter((one) => one.percent !== undefined)
    .toSorted((a, b) => (b.percent ?? 0) - (a.percent ?? 0))
    .slice(0, SHOWN)
    .map(({ name, percent = 0, label = '' }) => ({ name: cleanLine(name, 200), percent, label }));
  if (used.length === 0) return undefined;
  const names = used.map(({ name }) => name);
  return {
    title: 'Measurements closest to their budgets',
    description: used.map(({ name, percent, label }) => `${name}: ${label}, ${Math.round(percent)} %`).join('; '),
    height: (width) => 52 + used.length * rowsFor(names, width).row,
    option: (view) => {
      const rows = rowsFor(names, view.width);
      const { palette } = view;
      return {
        grid: { left: rows.room, right: rows.isNarrow ? 96 : 130, top: 20, bottom: 26 },
        xAxis: {
          ...valueAxis(view),
          max: Math.min(MOST, Math.max(100, ...used.map(({ percent }) => Math.ceil(percent / 25) * 25))),
          interval: rows.isNarrow ? 50 : 25,
          axisLabel: { color: palette.muted, fontSize: 11, formatter: '{value} %' },
        },
        yAxis: nameAxis(names, rows, view),
        series: [
          {
            type: 'bar' as const,
            barWidth: 12,
            data: used.map(({ percent, label }) => ({
              value: Math.min(MOST, percent),
              itemStyle: { color: percent > 100 ? palette.status.failed : palette.series[0] },
              label: {
                show: true,
                position: 'right' as const,
                color: palette.ink,
                fontSize: 11,
                formatter: literal(label),
              },
            })),
            markLine: {
              silent: true,
              symbol: 'none',
              lineStyle: { color: palette.accent, type: 'solid' as const, width: 2 },
              label: {
                show: true,
                position: 'start' as const,
                formatter: 'budget',
                color: palette.ink,
                fontSize: 11,
                textBorderWidth: 0,
              },
              data: [{ xAxis: 100 }],
            },
          },
        ],
      };
    },
  };
}

function percentOf(one: Measurement): { percent?: number; label?: string } {
  const { budget } = one;
  if (budget === undefined || budget <= 0 || !Number.isFinite(one.value)) return {};
  return {
    percent: (one.value / budget) * 100,
    label: `${formatFigure(one)} of ${formatFigure({ value: budget, unit: one.unit })}`,
  };
}

/** A text as it is: in a formatter of ECharts braces have a meaning. */
function literal(text: string): () => string {
  return () => text;
}
