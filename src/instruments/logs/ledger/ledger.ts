import { lineKinds, type LineKind } from '../lines/line-kinds.ts';
import { readLine, type ReadLine } from '../lines/log-line.ts';
import { originLabels, type OriginLabel, type StoredEntry } from '../stores/log-store.ts';
import { rangesOf, type Range } from './ranges.ts';

/** What a writer wrote, and from where. */
export interface Written {
  run: string;
  /** How many lines of each kind, in the order of their writing. */
  lines: readonly { kind: LineKind; count: number }[];
  origin: Readonly<Record<OriginLabel, string>>;
}

/** Lines of one kind that are missing. */
export interface LostLines {
  kind: LineKind;
  count: number;
  written: number;
  ranges: readonly Range[];
}

/** A line that is not as it was written. */
export interface ChangedLine {
  kind: LineKind;
  seq: number;
  bytes: number;
  writtenBytes: number;
}

/** Lines whose label is another than the origin of their writer; without `seen` they have none. */
export interface WrongLabel {
  label: OriginLabel;
  seen: string | undefined;
  lines: number;
}

/** What a store has of what a writer wrote. */
export interface Ledger {
  written: number;
  /** Different lines that arrived, whole or not. */
  arrived: number;
  lost: readonly LostLines[];
  changed: readonly ChangedLine[];
  /** Lines that arrived more than once, and all copies beyond the first of each. */
  duplicated: { lines: number; copies: number; sameTime: number };
  /** Lines whose time in the store is earlier than that of a line that was written before them. */
  outOfOrder: number;
  wrongLabels: readonly WrongLabel[];
  /** When each steady line was written, in milliseconds of the calendar time, ascending. */
  steadyAt: readonly number[];
}

/** A line with what the store says about it. */
interface Found extends ReadLine {
  time: bigint | undefined;
  labels: StoredEntry['labels'];
}

/** Compares what a store has with what was written; pure. Lines of other runs, and numbers that were never written, are left out. */
export function ledgerOf({ run, lines, origin }: Written, entries: readonly StoredEntry[]): Ledger {
  const counts = new Map(lines.map(({ kind, count }) => [kind, count]));
  const found = entries
    .flatMap(({ text, ...of }) => text.split('\n').flatMap((line): Found[] => withLine(line, of)))
    .filter((line) => line.run === run && line.seq >= 1 && line.seq <= (counts.get(line.kind) ?? 0));
  const byLine = Map.groupBy(found, ({ kind, seq }) => `${kind} ${seq}`);
  const firsts = [...byLine.values()].flatMap((copies) => copies.find(({ isWhole }) => isWhole) ?? copies[0] ?? []);
  const copies = [...byLine.values()].filter((of) => of.length > 1);
  const seqs = Map.groupBy(firsts, ({ kind }) => kind);
  return {
    written: lines.reduce((all, { count }) => all + count, 0),
    arrived: firsts.length,
    lost: lines.flatMap(({ kind, count }) => {
      const there = new Set((seqs.get(kind) ?? []).map(({ seq }) => seq));
      const missing = Array.from({ length: count }, (_, index) => index + 1).filter((seq) => !there.has(seq));
      return missing.length === 0 ? [] : [{ kind, count: missing.length, written: count, ranges: rangesOf(missing) }];
    }),
    changed: firsts
      .filter(({ isWhole }) => !isWhole)
      .map(({ kind, seq, bytes, writtenBytes }) => ({ kind, seq, bytes, writtenBytes })),
    duplicated: {
      lines: copies.length,
      copies: found.length - firsts.length,
      sameTime: copies.filter((of) => new Set(of.map(({ time }) => time)).size === 1).length,
    },
    outOfOrder: outOfOrder(firsts, lines),
    wrongLabels: wrongLabels(found, origin),
    steadyAt: (seqs.get('steady') ?? []).map(({ at }) => at).toSorted((a, b) => a - b),
  };
}

function withLine(text: string, of: Omit<StoredEntry, 'text'>): Found[] {
  const line = readLine(text);
  return line && lineKinds.includes(line.kind) ? [{ ...line, ...of }] : [];
}

/** Lines of the same time are in the order of their writing as far as anybody can tell. */
function outOfOrder(firsts: readonly Found[], lines: Written['lines']): number {
  const kinds = new Map(lines.map(({ kind }, index) => [kind, index]));
  const written = firsts
    .filter((line) => line.time !== undefined)
    .toSorted((a, b) => (kinds.get(a.kind) ?? 0) - (kinds.get(b.kind) ?? 0) || a.seq - b.seq);
  let latest = 0n;
  let early = 0;
  for (const { time = 0n } of written) {
    if (time < latest) early += 1;
    else latest = time;
  }
  return early;
}

function wrongLabels(found: readonly Found[], origin: Written['origin']): WrongLabel[] {
  return originLabels.flatMap((label) => {
    const wrong = found.filter(({ labels }) => labels[label] !== origin[label]);
    return [...Map.groupBy(wrong, ({ labels }) => labels[label])].map(([seen, of]) => ({
      ...{ label, seen },
      lines: of.length,
    }));
  });
}
