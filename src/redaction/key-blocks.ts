import { BEGIN, END, isData, isEmpty, isHeader, isLastData, isPadded, isRandom, shapeOf } from './key-lines.ts';

/** The most lines of a key: one of RSA with 16,384 bits has 200. */
const LONGEST = 300;

/**
 * Lines of a log in which one line stands for each key or certificate that is printed over several. The log may begin or end in the middle of one;
 * pure.
 * @example withoutKeys(['key: -----BEGIN PRIVATE KEY-----', 'MIIE…', '-----END PRIVATE KEY-----', 'failed']) // ['key: ***', 'failed']
 */
export function withoutKeys(lines: readonly string[]): string[] {
  const shown: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const end = endOfKey(lines, at);
    if (end === undefined) {
      shown.push(line);
      continue;
    }
    const [before = ''] = BEGIN.test(line) ? line.split(BEGIN) : [];
    const [, after = ''] = (lines[end] ?? '').split(END);
    // After a quote it is what the logger writes.
    const rest = /^(?:\\[nr])*["'`]/.test(after) ? '' : after.trim();
    shown.push(`${before}***`, ...(rest === '' ? [] : [rest]));
    at = end;
  }
  return shown;
}

/** The last line of the key that begins with a line; `undefined` when none begins with it, or all of it is in that line. */
function endOfKey(lines: readonly string[], at: number): number | undefined {
  const line = (place: number) => lines[place] ?? '';
  if (at === 0) {
    const end = endOfCutKey(lines);
    if (end !== undefined) return end;
  }
  if (BEGIN.test(line(at))) {
    if (END.test(line(at))) return undefined;
    const end = endOfWholeKey(lines, at);
    if (end !== undefined) return end;
  }
  let next = BEGIN.test(line(at)) ? at + 1 : at;
  const first = next;
  while (isData(line(next))) next++;
  const count = next - first;
  if (count === 0) return isPadded(line(at)) && END.test(line(at + 1)) ? at + 1 : undefined;
  if (END.test(line(next))) return next;
  if (isLastData(line(next)) && END.test(line(next + 1))) return next + 1;
  // One word as long as that may be a path, and so may several that do not look random.
  const isKey = first > at || (count > 1 && lines.slice(first, next).some(isRandom));
  if (!isKey) return undefined;
  return isPadded(line(next)) ? next : next - 1;
}

/** The last line of a key whose first lines are cut off from the beginning of the log. */
function endOfCutKey(lines: readonly string[]): number | undefined {
  const end = lines.slice(0, LONGEST).findIndex((line) => BEGIN.test(line) || END.test(line));
  if (end < 1 || BEGIN.test(lines[end] ?? '')) return undefined;
  const before = lines.slice(0, end).filter((line) => line !== '');
  const [first = '', ...more] = before;
  const isWord = more.length === 0 && (isPadded(first) || (isLastData(first) && !/\s/.test(first)));
  return isWord || before.slice(-2).some(isRandom) ? end : undefined;
}

/** The last line of a key with all of its lines. A message that names both marks, with others between them, is none. */
function endOfWholeKey(lines: readonly string[], at: number): number | undefined {
  const shape = shapeOf((lines[at] ?? '').replace(BEGIN, ''));
  const rest = lines.slice(at + 1, at + LONGEST);
  const count = rest.findIndex((line) => END.test(line) || BEGIN.test(line));
  if (count < 1 || BEGIN.test(rest[count] ?? '')) return undefined;
  const body = rest.slice(0, count).filter((line) => !isEmpty(line, shape) && !isHeader(line));
  // One whose lines are short, too: between both marks nothing else is of one word.
  const isKey =
    body.some((line) => isData(line) || isRandom(line)) && body.every((line) => isData(line) || isLastData(line));
  return isKey ? at + 1 + count : undefined;
}
