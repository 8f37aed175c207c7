import { BEGIN, END } from './key-lines.ts';
import { RANDOM } from './random-words.ts';

/** How far before its end mark the rest of a key is looked for, in characters: one of RSA with 4,096 bits has 3,200. */
const REST = 4_000;

/** The words of a key right before its end mark, of which the beginning is cut off. */
const BEFORE_END = /(?<![\w+/])(?:[\w+/]{24,}={0,2}(?:(?:\s|\\[nr])+[\w+/]+={0,2})*|[\w+/]+={1,2})(?:\s|\\[nr])*$/;

/**
 * A line without the keys and certificates that are in it as a whole, or without their ends. The marks alone are no secret. Linear in the length of
 * the line; pure.
 */
export function withoutKeysInLine(line: string): string {
  const opened = line.includes('-----BEGIN ') ? withoutBegun(line) : line;
  return opened.includes('-----END ') ? withoutEnded(opened) : opened;
}

/** Without what is between a first mark and the last one, or the end of the line, if some of it looks random. */
function withoutBegun(line: string): string {
  const lastRandom = [...line.matchAll(new RegExp(RANDOM, 'g'))].at(-1)?.index ?? -1;
  const end = new RegExp(END, 'g');
  const shown: string[] = [];
  let from = 0;
  for (const { index } of line.matchAll(new RegExp(BEGIN, 'g'))) {
    if (index < from || lastRandom < index) continue;
    shown.push(line.slice(from, index), '***');
    end.lastIndex = index;
    from = end.exec(line) ? end.lastIndex : line.length;
  }
  shown.push(line.slice(from));
  return shown.join('');
}

function withoutEnded(line: string): string {
  const shown: string[] = [];
  let from = 0;
  for (const { index, 0: mark } of line.matchAll(new RegExp(END, 'g'))) {
    const near = Math.max(from, index - REST);
    const rest = line.slice(near, index);
    const at = rest.search(BEFORE_END);
    const to = index + mark.length;
    shown.push(at === -1 ? line.slice(from, to) : `${line.slice(from, near + at)}***`);
    from = to;
  }
  shown.push(line.slice(from));
  return shown.join('');
}
