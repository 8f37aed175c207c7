import type { Comparison } from '../../results/compare/comparison.ts';
import { markdownText } from '../markdown-text.ts';
import { sectionsOf } from './sections.ts';

/** The longest comment that GitHub takes, in characters. */
const LONGEST = 65_536;
/** How many lines of one kind are shown, as far as that is not too long. */
const SHOWN = [30, 10, 3, 1];

/** A comparison as Markdown, for the comment of a pull request; pure. Where it is too long for one, fewer lines of each kind are shown, and the rest is counted. */
export function comparisonMarkdown(comparison: Comparison): string {
  for (const shown of SHOWN) {
    const text = markdownOf(comparison, shown);
    if (text.length <= LONGEST) return text;
  }
  return markdownOf(comparison, 0);
}

function markdownOf(comparison: Comparison, shown: number): string {
  const { verdict, runs, facts, tests, measurements, rest } = sectionsOf(comparison, shown);
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
