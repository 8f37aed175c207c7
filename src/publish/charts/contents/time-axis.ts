import { NARROW, type ChartView } from '../chart.ts';
import { valueAxis } from './bars.ts';

/** The steps that people count time in, in seconds. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400];

/** An axis of seconds after something. @param to its end, at least. */
export function timeAxis(from: number, to: number, view: ChartView) {
  const most = view.width < NARROW ? 4 : 8;
  const interval = STEPS.find((step) => (to - from) / step <= most) ?? Math.ceil((to - from) / most);
  return {
    ...valueAxis(view),
    ...{ min: from, max: to, interval },
    axisLabel: {
      ...{ color: view.palette.muted, fontSize: 11, hideOverlap: true, showMaxLabel: false },
      formatter: shortTime,
    },
  };
}

/** @example shortTime(90) // '1m30s' */
function shortTime(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, Math.round(seconds % 60)];
  if (hours > 0) return `${hours}h${minutes > 0 ? String(minutes).padStart(2, '0') : ''}`;
  return minutes === 0 ? `${rest} s` : `${minutes}m${rest > 0 ? `${String(rest).padStart(2, '0')}s` : ''}`;
}
