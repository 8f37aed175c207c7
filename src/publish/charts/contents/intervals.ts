import { formatDuration } from '../../../time/duration.ts';
import type { ChartView } from '../chart.ts';

/** A bar from one time to another, in a row of its own. */
export interface Interval {
  from: number;
  to: number;
  row: number;
}

/** The height of a bar, in pixels. */
const BAR = 12;
/** A bar is at least that long, so that it is seen, in pixels. */
const LEAST = 2;
/** The room that a label needs at the right of its bar, in pixels. */
const LABEL = 64;

/**
 * Bars in the rows of an axis of names, each with its duration.
 * @param name of all of them, in the legend. @param colour of all of them. @param index of the axes.
 */
export function intervals(
  { name, colour, all }: { name: string; colour: string; all: readonly Interval[] },
  index: number,
  { palette, width }: ChartView,
) {
  return {
    ...{
      name,
      type: 'custom' as const,
      itemStyle: { color: colour },
      xAxisIndex: index,
      yAxisIndex: index,
      silent: true,
      clip: false,
    },
    ...{ encode: { x: [0, 1], y: 2 }, data: all.map(({ from, to, row }) => [from, to, row]) },
    renderItem: ({ dataIndex }: { dataIndex: number }, api: { coord(at: [number, number]): number[] }) => {
      const { from, to, row } = all[dataIndex] as Interval;
      const [left = 0, middle = 0] = api.coord([from, row]);
      const [right = left] = api.coord([to, row]);
      const bar = Math.max(LEAST, right - left);
      const isAtLeft = left + bar + LABEL > width;
      return {
        type: 'group' as const,
        children: [
          {
            type: 'rect' as const,
            shape: { x: left, y: middle - BAR / 2, width: bar, height: BAR, r: 2 },
            style: { fill: colour },
          },
          {
            type: 'text' as const,
            style: {
              ...{
                text: formatDuration(Math.round((to - from) * 10) / 10),
                x: isAtLeft ? left - 5 : left + bar + 5,
                y: middle,
              },
              ...{ fill: palette.ink, fontSize: 11, verticalAlign: 'middle' as const },
              align: isAtLeft ? ('right' as const) : ('left' as const),
            },
          },
        ],
      };
    },
  };
}
