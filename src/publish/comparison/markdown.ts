import type { Comparison } from '../../results/compare/comparison.ts';
import { markdownText } from '../markdown-text.ts';
import { sectionsOf } from './sections.ts';

/** A comparison as Markdown, for the comment of a pull request; pure. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { verdict, runs, facts, tests, measurements, rest } = sectionsOf(comparison);
  const blocks = [
    `**${markdownText(verdict)}**`,
    markdownText(runs),
    table(['changed', 'before', 'after'], facts),
    ...tests.map(({ change, rows, more }) => `${table([change, 'before', 'after', 'cause'], rows)}${moreLine(more)}`),
    `${table(['measurement', 'before', 'after', 'difference', 'verdict'], measurements.rows)}${moreLine(measurements.more)}`,
    markdownText(rest),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function table(head: readonly string[], rows: readonly string[][]): string {
  if (rows.length === 0) return '';
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map((cells) => row(cells.map(markdownText)))].join('\n');
}

function moreLine(more: number): string {
  return more > 0 ? `\n\nand ${more} more` : '';
}
