/**
 * What GitHub makes a link or a mention of although it is no markup: addresses of sites and of people, `@name`, `#12`, `GH-12`; from its sign to the next space. The `@` of a digest,
 * as in `web@sha256:…`, is none.
 * https://github.github.com/gfm/#autolinks-extension-,
 * https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
const LINKED = /(?:(?:https?|ftp):\/\/|www\.|(?:mailto|xmpp):|(?<!\w)@|@(?!sha\d+:)|#(?=\d)|GH-(?=\d))[^\s`|]*/gi;

/**
 * A text of a cluster in Markdown: no markup, neither of Markdown nor of HTML; pure. What would be a link or a mention is code, in which GitHub looks for neither.
 * @example markdownText('<b> of https://x.example') // '&#60;b&#62; of `https://x.example`'
 */
export function markdownText(text: string): string {
  const pieces: string[] = [];
  let end = 0;
  for (const { 0: linked, index } of text.matchAll(LINKED)) {
    pieces.push(escaped(text.slice(end, index)), `\`${linked}\``);
    end = index + linked.length;
  }
  return [...pieces, escaped(text.slice(end))].join('');
}

function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|~@&]/g, (one) => `&#${one.codePointAt(0)};`);
}
