import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { format, resolveConfig } from 'prettier';
import { differingLines } from '../../differing-lines.ts';

const PAGE = join(import.meta.dirname, '../../../docs/fault-matrix.md');

/** Set to write the page instead of comparing with it. */
const UPDATE = 'UPDATE_FAULT_MATRIX';

/**
 * Asserts that a section of docs/fault-matrix.md is what this run found; with `UPDATE_FAULT_MATRIX=1` it writes the section.
 *
 * @param title - The heading of the section.
 * @param text - Its Markdown.
 */
export async function expectInPage(title: string, text: string): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const heading = `## ${title}\n`;
  const from = page.indexOf(heading);
  if (from === -1) throw new Error(`docs/fault-matrix.md has no section '${title}'`);
  const next = page.indexOf('\n## ', from);
  const end = next === -1 ? page.length : next;
  const found = await format(`${page.slice(0, from)}${heading}\n${text}\n${page.slice(end)}`, {
    ...(await resolveConfig(PAGE)),
    filepath: PAGE,
  });
  if (process.env[UPDATE] === '1') await writeFile(PAGE, found);
  else if (found !== page)
    expect.fail(`${UPDATE}=1 npm test writes docs/fault-matrix.md:\n${differingLines(page, found).join('\n')}`);
}
