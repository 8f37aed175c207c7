import type { Comparison } from '../../results/compare/comparison.ts';
import { sectionsOf } from './sections.ts';

/** A comparison as Markdown, for the comment of a pull request; pure. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { verdict, runs, facts, tests, measurements, rest } = sectionsOf(comparison);
  const blocks = [
    `**${escaped(verdict)}**`,
    escaped(runs),
    table(['changed', 'before', 'after'], facts),
    ...tests.map(({ change, rows, more }) => `${table([change, 'before', 'after', 'cause'], rows)}${moreLine(more)}`),
    `${table(['measurement', 'before', 'after', 'difference', 'verdict'], measurements.rows)}${moreLine(measurements.more)}`,
    escaped(rest),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function table(head: readonly string[], rows: readonly string[][]): string {
  if (rows.length === 0) return '';
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map((cells) => row(cells.map(escaped)))].join('\n');
}

function moreLine(more: number): string {
  return more > 0 ? `\n\nand ${more} more` : '';
}

/** No text of a cluster is markup, neither of Markdown nor of HTML, or a mention of somebody. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|~@&]/g, (one) => `&#${one.codePointAt(0)};`);
}
