/** Numbers that follow each other, the first and the last of them. */
export type Range = readonly [from: number, to: number];

/** Ascending numbers as few ranges; pure. @example rangesOf([1, 2, 3, 7]) // [[1, 3], [7, 7]] */
export function rangesOf(numbers: readonly number[]): Range[] {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}

/** How many ranges are written out; of more, the rest is counted. */
const MOST = 3;

/** @example formatRanges([[1, 3], [7, 7]]) // '1–3 and 7' */
export function formatRanges(ranges: readonly Range[]): string {
  const texts = ranges.slice(0, MOST).map(([from, to]) => (from === to ? String(from) : `${from}–${to}`));
  const more = ranges.length - texts.length;
  if (more > 0) texts.push(`${more} more places`);
  const last = texts.pop() ?? '';
  return texts.length === 0 ? last : `${texts.join(', ')} and ${last}`;
}
