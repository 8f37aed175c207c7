import { cleanLine } from '../../../results/clean-text.ts';
import type { Results } from '../../../results/model.ts';
import { outcomeOf, type Outcome } from '../../../results/quarantine.ts';
import { statusWord, OUTCOMES } from '../../status-word.ts';
import { NARROW, type Chart } from '../chart.ts';
import { legend, nameAxis, rowsFor, valueAxis } from './bars.ts';

/** How many areas are drawn, those with most tests that are not green first. */
const AREAS = 30;

/** How the tests of each area ended; `undefined` without a test. Pure. */
export function testsByArea({ tests }: Pick<Results, 'tests'>): Chart | undefined {
  if (tests.length === 0) return undefined;
  const areas = [...Map.groupBy(tests, ({ area }) => cleanLine(area, 40))].slice(0, AREAS);
  const names = areas.map(([area]) => area);
  const present = OUTCOMES.filter((status) => tests.some((test) => outcomeOf(test) === status)).toReversed();
  const count = (members: Results['tests'], status: Outcome) =>
    members.filter((test) => outcomeOf(test) === status).length;
  return {
    title: 'Tests by area',
    description: areas
      .map(([area, members]) => {
        const counts = present.filter((status) => count(members, status) > 0);
        return `${area}: ${counts.map((status) => `${count(members, status)} ${statusWord(status)}`).join(', ')}`;
      })
      .join('; '),
    height: (width) => (width < NARROW ? 88 : 60) + areas.length * rowsFor(names, width).row,
    option: (view) => {
      const rows = rowsFor(names, view.width);
      return {
        legend: legend(view),
        grid: { left: rows.room, right: 16, top: rows.isNarrow ? 60 : 32, bottom: 26 },
        xAxis: { ...valueAxis(view), minInterval: 1 },
        yAxis: nameAxis(names, rows, view),
        series: present.map((status) => ({
          name: statusWord(status),
          type: 'bar' as const,
          stack: 'tests',
          barWidth: 12,
          itemStyle: { color: view.palette.status[status] },
          data: areas.map(([, members]) => count(members, status) || '-'),
        })),
      };
    },
  };
}
