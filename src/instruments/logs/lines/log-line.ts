import { crc32 } from 'node:zlib';
import { lineBody, type LineKind } from './line-kinds.ts';

/** The numbers of a line: what says which one it is. */
export interface LineId {
  /** Of its writer, different from all others: one word of letters and digits, by which stores find it. */
  run: string;
  kind: LineKind;
  /** From 1 on, for each kind. */
  seq: number;
}

/** A line as it was read back. */
export interface ReadLine extends LineId {
  /** When it was written, in milliseconds of the calendar time of its node. */
  at: number;
  /** Its length in bytes, and that with which it was written. */
  bytes: number;
  writtenBytes: number;
  /** Whether it is as it was written, to the last byte. */
  isWhole: boolean;
}

const HEAD = /run=([a-z0-9]+) kind=([a-z0-9]+) seq=(\d{1,9}) at=(\d{1,15}) len=(\d{1,8}) sum=([0-9a-f]{8})/;
const NO_SUM = '00000000';

/**
 * A line of a writer, without its line feed; pure. It is plain text with a checksum over all of it, so that one that was cut or changed is seen
 * wherever it is read.
 * @param at when it is written, in milliseconds of the calendar time.
 * @example logLine({ run: 'r1', kind: 'steady', seq: 7 }, 1_700_000_000_000) // 'run=r1 kind=steady seq=7 at=1700000000000 len=00000117 sum=… …'
 */
export function logLine({ run, kind, seq }: LineId, at: number): string {
  const head = (length: number, sum: string) =>
    `run=${run} kind=${kind} seq=${seq} at=${at} len=${String(length).padStart(8, '0')} sum=${sum}`;
  const headBytes = head(0, NO_SUM).length;
  const { before, after } = lineBody(kind, seq, headBytes);
  const length = Buffer.byteLength(before) + headBytes + Buffer.byteLength(after);
  const sum = checksum(`${before}${head(length, NO_SUM)}${after}`);
  return `${before}${head(length, sum)}${after}`;
}

/** The line of a text, if there is one in it; pure. @param text one line, as a store returned it. */
export function readLine(text: string): ReadLine | undefined {
  const found = HEAD.exec(text);
  if (!found) return undefined;
  const [head, run = '', kind = '', seq = '', at = '', length = '', sum = ''] = found;
  const unsigned = text.replace(head, head.slice(0, -sum.length) + NO_SUM);
  const bytes = Buffer.byteLength(text);
  const writtenBytes = Number(length);
  const isWhole = bytes === writtenBytes && checksum(unsigned) === sum;
  return { run, kind: kind as LineKind, seq: Number(seq), at: Number(at), bytes, writtenBytes, isWhole };
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
