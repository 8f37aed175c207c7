import { styleText } from 'node:util';
import type { Comparison } from '../../results/compare/comparison.ts';
import { plainTable } from '../plain-table.ts';
import { sectionsOf } from './sections.ts';

/**
 * A comparison as text for a terminal: what changed in the cluster, the tests that differ with the cause, measurements that are slower or faster, and the
 * verdict as the last line.
 * @param options.colour whether to colour it. @default false
 */
export function comparisonText(comparison: Comparison, { colour = false }: { colour?: boolean } = {}): string {
  const { verdict, runs, facts, tests, measurements, rest } = sectionsOf(comparison);
  const isWorse = comparison.regressions.length > 0;
  const blocks = [
    runs,
    plainTable(['changed', 'before', 'after'], facts),
    ...tests.map(({ change, rows, more }) => {
      const lines = rows.flatMap(([id, before, after, cause]) => [
        `${change.padEnd(16)}  ${id}  (${before} → ${after})`,
        ...(cause ? [`${''.padEnd(16)}    ${cause}`] : []),
      ]);
      return [...lines, ...(more > 0 ? [`${''.padEnd(16)}  and ${more} more`] : [])].join('\n');
    }),
    [
      plainTable(['measurement', 'before', 'after', 'difference', 'verdict'], measurements.rows),
      ...(measurements.more > 0 ? [`and ${measurements.more} more`] : []),
    ].join('\n'),
    rest,
    colour ? styleText(isWorse ? 'red' : 'green', verdict, { validateStream: false }) : verdict,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
