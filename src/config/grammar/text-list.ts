/**
 * The one grammar of lists in flags, environment variables, properties and lines of the configuration: items are separated by commas or line
 * ends, and empty ones are dropped. An item in single or double quotes may contain commas. Pure.
 * @param more further characters that separate items. @default none
 * @returns `undefined` when a quote is not closed, or something follows it.
 * @example textList("workloads, dns\nnodes") // ['workloads', 'dns', 'nodes']
 * @example textList("'a, b', c") // ['a, b', 'c']
 */
export function textList(text: string, more = ''): string[] | undefined {
  const items = rawItems(text, more).map(unquoted);
  return items.includes(undefined) ? undefined : (items as string[]).filter((item) => item !== '');
}

/** The items of such a list as they are written, trimmed, with their quotes. A quote counts only where an item begins. */
export function rawItems(text: string, more = ''): string[] {
  const items: string[] = [];
  let item = '';
  let quote = '';
  for (const character of text) {
    if (quote !== '') {
      item += character;
      if (character === quote) quote = '';
    } else if (`,\n\r${more}`.includes(character)) {
      items.push(item.trim());
      item = '';
    } else {
      if ((character === '"' || character === "'") && item.trim() === '') quote = character;
      item += character;
    }
  }
  return [...items, item.trim()];
}

function unquoted(item: string): string | undefined {
  const [quote] = item;
  if (quote !== '"' && quote !== "'") return item;
  const end = item.indexOf(quote, 1);
  return end === item.length - 1 && end > 0 ? item.slice(1, -1) : undefined;
}
