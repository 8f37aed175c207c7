/** A text of a cluster in Markdown: no markup, neither of Markdown nor of HTML, and no mention of somebody. Pure. */
export function markdownText(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|~@&]/g, (one) => `&#${one.codePointAt(0)};`);
}
