/** A part of a summary: a list with what stands before and after it. */
export interface Block {
  /** What it is, for people who do not see it: `the changes`. */
  name: string;
  head: string;
  /** Lines, the most important first. */
  items: readonly string[];
  /** How many more there are than `items` has. @default 0 */
  more?: number;
  tail?: string;
}

/** The end of a summary is at most this long, in bytes. */
const CLOSING = 2_000;

/**
 * Blocks as one text of Markdown of at most so many bytes; pure. Lists are cut between two items, and a block of which not one item has room is left out; both are said.
 * Those that come later are written all the same, as far as they have room.
 * @param start what stands before them.
 */
export function fitBlocks(start: string, blocks: readonly Block[], limit: number): string {
  const parts = [start];
  const leftOut: string[] = [];
  let room = limit - CLOSING - size(start);
  for (const block of blocks) {
    const shown = block.items.findLastIndex((_, at) => size(textOf(block, at + 1)) <= room) + 1;
    const text = shown > 0 || block.items.length === 0 ? textOf(block, shown) : '';
    if (text === '' || size(text) > room) leftOut.push(block.name);
    else {
      parts.push(text);
      room -= size(text);
    }
  }
  if (leftOut.length > 0) parts.push(closing(leftOut));
  return `${parts.join('\n\n')}\n`;
}

/** @param shown how many of its items. */
function textOf({ head, items, more = 0, tail }: Block, shown: number): string {
  const left = items.length - shown + more;
  const lines = [
    ...(head === '' ? [] : [head, ...(items.length > 0 ? [''] : [])]),
    ...items.slice(0, shown),
    ...(left > 0 ? [`- … and ${left} more`] : []),
    ...(tail === undefined ? [] : ['', tail]),
  ];
  return lines.join('\n');
}

function closing(names: readonly string[]): string {
  const counted = [...Map.groupBy(names, (name) => name)].map(([name, { length }]) =>
    length > 1 ? `${length} × ${name}` : name,
  );
  return `Left out, because GitHub shows at most 1 MiB of a step: ${counted.join(', ')}`;
}

/** In bytes, with the empty line after it. */
function size(text: string): number {
  return Buffer.byteLength(text) + 2;
}
