import { styleText } from 'node:util';
import type { History } from '../../results/history/history.ts';
import type { Status } from '../../results/model.ts';
import { plainTable } from '../plain-table.ts';
import { historySections } from './sections.ts';
import { sparkline } from './sparkline.ts';

const MARKS: Readonly<Record<Status, string>> = {
  passed: '·',
  failed: 'x',
  inconclusive: '?',
  error: '!',
  'not-run': '-',
  skipped: 's',
};

const LEGEND = `runs, the oldest first: ${Object.entries(MARKS)
  .map(([status, mark]) => `${mark} ${status}`)
  .join(', ')}`;

/**
 * The history of a cluster as text for a terminal: its newest runs, the tests that did not always pass, the measurements that differ most from before, and the
 * pass rate as the last line.
 * @param options.colour whether to colour it. @default false
 */
export function historyText(history: History, { colour = false }: { colour?: boolean } = {}): string {
  const { rate, runs, tests, moreTests, trends } = historySections(history);
  const paint = (how: 'red' | 'green', text: string) =>
    colour ? styleText(how, text, { validateStream: false }) : text;
  const marksOf = (statuses: readonly (Status | undefined)[]) =>
    statuses.map((status) => (status === undefined ? ' ' : MARKS[status])).join('');
  const testRows = tests.map(({ test, id, passed, flakeRate, state }) => [
    ...[id, marksOf(test.statuses), passed, flakeRate, state],
  ]);
  const trendRows = trends.map(({ trend, id, earlier, newest }) => [id, sparkline(trend.values), earlier, newest]);
  const blocks = [
    plainTable(['run', 'started', 'verdict', 'passed', 'failed', 'other'], runs),
    plainTable(['test', 'runs', 'passed', 'flake rate', 'state'], testRows) +
      (moreTests > 0 ? `\nand ${moreTests} more` : ''),
    plainTable(['measurement', 'runs', 'earlier', 'newest'], trendRows),
    tests.length > 0 ? LEGEND : '',
    history.passRate === undefined ? rate : paint(history.passRate === 1 ? 'green' : 'red', rate),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
