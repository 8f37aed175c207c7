/**
 * The lines that only one of two pages has, each with where it stands, since pages are long; none when only their order or the widths of columns
 * differ.
 *
 * @param told - The Markdown of the page.
 * @param seen - What it should be now.
 */
export function differingLines(told: string, seen: string): string[] {
  const [before, now] = [linesOf(told), linesOf(seen)];
  return [
    ...before.filter((line) => !now.includes(line)).map((line) => `told: ${line}`),
    ...now.filter((line) => !before.includes(line)).map((line) => `seen: ${line}`),
  ];
}

function linesOf(markdown: string): string[] {
  return markdown.replaceAll(/([ -])\1+/g, '$1').split('\n');
}
