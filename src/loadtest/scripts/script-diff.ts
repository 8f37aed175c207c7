/** The difference of one file between the current and the new scripts. */
export interface FileDifference {
  name: string;
  change: 'added' | 'removed' | 'changed' | 'same';
  /** `+` and `-` lines with up to two lines around them; empty when the file is the same or not text. */
  lines: readonly string[];
}

/** Above this number of pairs of lines, comparing all pairs would take too long. */
const MOST_PAIRS = 4_000_000;
const CONTEXT = 2;

/** The differences between the current and the new files, by name. */
export function scriptDifferences(
  there: ReadonlyMap<string, Buffer>,
  wanted: ReadonlyMap<string, Buffer>,
): FileDifference[] {
  const names = [...new Set([...there.keys(), ...wanted.keys()])].sort();
  return names.map((name) => difference(name, there.get(name), wanted.get(name)));
}

function difference(name: string, before: Buffer | undefined, after: Buffer | undefined): FileDifference {
  if (before && after && before.equals(after)) return { name, change: 'same', lines: [] };
  const change = !before ? 'added' : !after ? 'removed' : 'changed';
  if ([before, after].some((content) => content?.includes(0))) return { name, change, lines: [] };
  return { name, change, lines: lineDifference(linesOf(before), linesOf(after)) };
}

function linesOf(content: Buffer | undefined): string[] {
  const text = content?.toString('utf8') ?? '';
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function lineDifference(before: readonly string[], after: readonly string[]): string[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const edits = [
    ...before.slice(0, start).map((line) => `  ${line}`),
    ...middle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map((line) => `  ${line}`),
  ];
  return nearChanges(edits);
}

/** The shortest edit from one list of lines to the other, by their longest common subsequence. */
function middle(before: readonly string[], after: readonly string[]): string[] {
  if (before.length * after.length > MOST_PAIRS)
    return [...before.map((line) => `- ${line}`), ...after.map((line) => `+ ${line}`)];
  const width = after.length + 1;
  const common = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      common[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const edits: string[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      edits.push(`  ${before[i++]}`);
      j++;
    } else if (j >= after.length || (i < before.length && at(i + 1, j) >= at(i, j + 1))) edits.push(`- ${before[i++]}`);
    else edits.push(`+ ${after[j++]}`);
  }
  return edits;
}

function nearChanges(edits: readonly string[]): string[] {
  const near = edits.map((_, index) =>
    edits.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some((line) => !line.startsWith('  ')),
  );
  return edits.flatMap((line, index) => {
    if (near[index]) return [line];
    return index > 0 && near[index - 1] && near.includes(true, index) ? ['  …'] : [];
  });
}
