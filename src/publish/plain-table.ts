import Table from 'cli-table3';

/**
 * A table without lines, for a terminal; empty without rows.
 * @param right the columns that are aligned to the right, by index.
 */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  if (rows.length === 0) return '';
  const none = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '' };
  const sides = { 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '' };
  const printed = new Table({
    chars: { ...none, ...sides, right: '', 'right-mid': '', middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: head.map((_, index) => (right.includes(index) ? 'right' : 'left')),
    head: [...head],
  });
  printed.push(...rows.map((row) => [...row]));
  return printed.toString().replaceAll(/ +$/gm, '');
}
