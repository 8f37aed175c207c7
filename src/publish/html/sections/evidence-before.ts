import type { ShownEvidence } from '../evidence-texts.ts';
import { html, type Markup } from '../markup.ts';

/** How many texts are listed. */
const LISTED = 20;

/** The cluster before the first test: each text one click away, in the page or as a link to its file. */
export function evidenceBefore(pieces: readonly ShownEvidence[]): Markup | false {
  if (pieces.length === 0) return false;
  return html`<h3>The cluster before the first test</h3>
    ${pieces.slice(0, LISTED).map(pieceOf)}
    ${pieces.length > LISTED && html`<p class="quiet">and ${pieces.length - LISTED} more</p>`}`;
}

function pieceOf({ title, href, text, left }: ShownEvidence): Markup {
  const link = (words: string) => (href === undefined ? words : html`<a href="${href}">${words}</a>`);
  if (text === undefined)
    return html`<p class="piece">${link(title)}${href !== undefined && ' (a file next to this page)'}</p>`;
  const file = href !== undefined && link('the file');
  return html`<details class="piece">
    <summary>${title}</summary>
    <pre tabindex="0">${text}</pre>
    <p>${left === undefined ? file : html`${left} more characters are in ${file || 'its file'}.`}</p>
  </details>`;
}
