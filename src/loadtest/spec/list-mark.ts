const MARK = /^(?:[-*+•–]|\d+[.)])\s+/;

/** An item of a list without the mark that YAML, Markdown and texts begin items with. @example withoutMark('- /cart') // '/cart' */
export function withoutMark(item: string): string {
  return item.replace(MARK, '');
}
