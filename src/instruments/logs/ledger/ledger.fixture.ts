import { logLine } from '../lines/log-line.ts';
import type { LineKind } from '../lines/line-kinds.ts';
import type { StoredEntry } from '../stores/log-store.ts';
import type { Written } from './ledger.ts';

/** Where the lines of the fixtures come from. */
export const origin = { namespace: 'own', pod: 'w-1', container: 'log-writer', node: 'node-1' };
/** The first line is written then, and each further one 20 ms later; milliseconds. */
export const BEGAN = 1_764_300_000_000;

/** What a writer of the fixtures wrote. */
export const writtenOf = (...lines: Written['lines']): Written => ({ run: 's1', lines, origin });

/** A line of a kind as a store has it. */
export function entry(kind: LineKind, seq: number, fields: Partial<StoredEntry> = {}): StoredEntry {
  const at = BEGAN + seq * 20;
  return { text: logLine({ run: 's1', kind, seq }, at), time: BigInt(at) * 1_000_000n, labels: origin, ...fields };
}

/** All lines from one number to another. */
export function entries(kind: LineKind, from: number, to: number): StoredEntry[] {
  return Array.from({ length: to - from + 1 }, (_, index) => entry(kind, from + index));
}
