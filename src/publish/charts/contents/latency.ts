import type { Chart } from '../chart.ts';
import type { LoadFigures } from '../load-account.ts';
import { valueAxis } from './bars.ts';

/** The shares that are marked. */
const MARKED = [0.5, 0.95, 0.99];

/** How long the requests of a load took: the share of them that was answered within each time. Pure. */
export function latencyChart({ times, requests }: LoadFigures): Chart {
  const all = times.reduce((sum, [, count]) => sum + count, 0);
  let answered = 0;
  const curve = times.map(([time, count]) => [time, ((answered += count) / all) * 100] as const);
  const marked = MARKED.map(
    (share) => [share, curve.find(([, percent]) => percent >= share * 100 - 1e-9)?.[0] ?? 0] as const,
  );
  const words = marked.map(([share, time]) => `p${share * 100} ${time} ms`);
  return {
    title: 'Latency of the load',
    description: `${requests} requests: ${words.join(', ')}, longest ${times.at(-1)?.[0] ?? 0} ms`,
    height: () => 230,
    option: (view) => {
      const { palette } = view;
      return {
        grid: { left: 48, right: 24, top: 26, bottom: 44 },
        xAxis: {
          ...valueAxis(view),
          ...{ name: 'response time, ms', nameLocation: 'middle' as const, nameGap: 28, min: 0 },
          nameTextStyle: { color: palette.muted, fontSize: 11 },
        },
        yAxis: {
          ...valueAxis(view),
          ...{ min: 0, max: 100, interval: 25 },
          axisLabel: { color: palette.muted, fontSize: 11, formatter: '{value} %' },
        },
        series: [
          {
            ...{ type: 'line' as const, step: 'end' as const, symbol: 'none', sampling: 'lttb' as const },
            ...{ lineStyle: { width: 2 }, itemStyle: { color: palette.series[0] }, areaStyle: { opacity: 0.12 } },
            data: [[0, 0], ...curve.map(([time, percent]) => [time, percent])],
            markLine: {
              ...{ silent: true, symbol: 'none', lineStyle: { color: palette.accent, type: 'dashed' as const } },
              label: { show: true, color: palette.ink, fontSize: 11, textBorderWidth: 0, position: 'end' as const },
              data: spread(marked).map(([share, time]) => ({
                xAxis: time,
                label: { formatter: `p${share * 100}` },
              })),
            },
          },
        ],
      };
    },
  };
}

/** One mark for each time: labels on one place could not be read. */
function spread(marked: readonly (readonly [number, number])[]) {
  return [...Map.groupBy(marked, ([, time]) => time).values()].map((same) => same.at(-1) as readonly [number, number]);
}
