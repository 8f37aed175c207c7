import { NARROW, type ChartView } from '../chart.ts';

/** The approximate width of a character of an axis, in pixels. */
const CHARACTER = 6.6;
/** The space around the bars of a row, in pixels: a phone has the name above them. */
const SPACE = 14;
const NARROW_SPACE = 30;

/** The rows of a bar chart, each with a name: at the left of its bar, or above it where there is little room. */
export interface Rows {
  /** The room at the left of the bars, in pixels. */
  room: number;
  /** The height of one row, in pixels. */
  row: number;
  isNarrow: boolean;
  /** The height of all bars of one row, in pixels. */
  bars: number;
}

/**
 * The rows of a chart.
 * @param names of the rows. @param width of the chart, in pixels.
 * @param bars the height of all bars of one row, in pixels. @default 12
 */
export function rowsFor(names: readonly string[], width: number, bars = 12): Rows {
  if (width < NARROW) return { room: 10, row: bars + NARROW_SPACE, isNarrow: true, bars };
  const longest = Math.max(0, ...names.map(({ length }) => length));
  return {
    room: Math.ceil(Math.min(width * 0.38, longest * CHARACTER + 14)),
    row: bars + SPACE,
    isNarrow: false,
    bars,
  };
}

/** A name that fits into its room: its end is what tells names of checks apart. @example fitted('workloads/deployment/shop/web', 90) // '…/shop/web' */
function fitted(name: string, room: number): string {
  const most = Math.max(4, Math.floor((room - 8) / CHARACTER));
  return name.length <= most ? name : `…${name.slice(1 - most)}`.toWellFormed();
}

/** An axis of names, the first at the top. */
export function nameAxis(names: readonly string[], { room, isNarrow, bars }: Rows, { palette, width }: ChartView) {
  return {
    type: 'category' as const,
    data: names.map((name) => fitted(name, isNarrow ? width - 20 : room)),
    inverse: true,
    z: 3,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: palette.line } },
    axisLabel: {
      ...{ color: palette.ink, fontSize: 12, interval: 0 },
      ...(isNarrow && {
        ...{ inside: true, margin: 2, verticalAlign: 'bottom' as const, padding: [0, 0, bars / 2 + 3, 0] },
      }),
    },
  };
}

/** An axis of values, with a grid. */
export function valueAxis({ palette }: ChartView) {
  return {
    type: 'value' as const,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: palette.muted, fontSize: 11, hideOverlap: true },
    splitLine: { lineStyle: { color: palette.line } },
  };
}

/** Names of series and their colours, at the top. */
export function legend({ palette }: ChartView) {
  return {
    ...{ top: 0, left: 0, icon: 'rect', itemWidth: 12, itemHeight: 12, itemGap: 20, selectedMode: false as const },
    textStyle: { color: palette.ink },
  };
}
