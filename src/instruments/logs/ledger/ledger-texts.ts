import type { ChangedLine, Ledger, WrongLabel } from './ledger.ts';
import { formatRanges } from './ranges.ts';

/** What is lost, in one line: each hole with its numbers; `undefined` when nothing is. */
export function lostText({ lost, written, arrived }: Ledger): string | undefined {
  if (lost.length === 0) return undefined;
  if (arrived === 0) return `none of ${written} lines arrived`;
  const [first, ...others] = lost.toSorted((a, b) => b.count - a.count);
  if (!first) return undefined;
  const of = `${first.count} of ${first.written} ${first.kind} lines are lost`;
  const where = first.count === first.written ? 'all of them' : `number ${formatRanges(first.ranges)}`;
  const more = others.map(({ kind, count, written: all }) => `${count} of ${all} ${kind}`);
  return `${of} (${where})${more.length > 0 ? `, and ${more.join(', ')}` : ''}`;
}

/** What is cut or changed, in one line; `undefined` when nothing is. */
export function changedText({ changed }: Ledger): string | undefined {
  const cut = changed.filter(({ bytes, writtenBytes }) => bytes < writtenBytes);
  const [longest] = cut.toSorted((a, b) => a.bytes - b.bytes);
  if (longest && cut.length === changed.length)
    return `${count(cut.length, 'line')} ${cut.length === 1 ? 'is' : 'are'} cut: ${cutText(longest)}`;
  const [other] = changed.filter(({ bytes, writtenBytes }) => bytes >= writtenBytes);
  if (!other) return undefined;
  const { kind, seq, bytes, writtenBytes } = other;
  const lengths = bytes === writtenBytes ? `${bytes} bytes` : `${writtenBytes} bytes became ${bytes}`;
  const also = cut.length > 0 ? `, ${cut.length} of them cut` : '';
  return `${count(changed.length, 'line')} ${changed.length === 1 ? 'is' : 'are'} not as written${also}: ${kind} line ${seq} (${lengths})`;
}

function cutText({ kind, seq, bytes, writtenBytes }: ChangedLine): string {
  return `${kind} line ${seq} of ${writtenBytes} bytes after ${bytes}`;
}

/** Which labels are wrong, in one line; `undefined` when none is. */
export function labelsText({ wrongLabels }: Ledger, origin: Readonly<Record<string, string>>): string | undefined {
  const [worst] = wrongLabels.toSorted((a, b) => b.lines - a.lines);
  if (!worst) return undefined;
  const rest = wrongLabels.length - 1;
  const of = `${count(worst.lines, 'line')} ${worst.lines === 1 ? 'has' : 'have'}`;
  const more = rest > 0 ? `; ${count(rest, 'other value')} of labels ${rest === 1 ? 'is' : 'are'} wrong too` : '';
  return `${of} ${labelText(worst, origin[worst.label] ?? '')}${more}`;
}

function labelText({ label, seen }: WrongLabel, origin: string): string {
  return seen === undefined ? `no label for the ${label}` : `${label} "${seen.slice(0, 100)}" instead of "${origin}"`;
}

/** Which lines came more than once, in one line; `undefined` when none did. */
export function duplicatesText({ duplicated: { lines, copies, sameTime } }: Ledger): string | undefined {
  if (lines === 0) return undefined;
  const whose = sameTime === lines ? ', with the same time stamps: the collector sent them again' : '';
  return `${count(lines, 'line')} arrived more than once (${count(copies, 'copy', 'copies')}${whose})`;
}

/** How many lines are out of order, in one line; `undefined` when none is. */
export function orderText({ outOfOrder }: Ledger): string | undefined {
  if (outOfOrder === 0) return undefined;
  return `${count(outOfOrder, 'line')} ${outOfOrder === 1 ? 'has' : 'have'} an earlier time than a line written before`;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
