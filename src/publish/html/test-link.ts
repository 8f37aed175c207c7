import { cleanLine } from '../../results/clean-text.ts';
import { html, type Markup } from './markup.ts';

/** The address of one test in the page, which can be sent to somebody. */
export function testAddress(id: string): string {
  return `#test=${encodeURIComponent(id.toWellFormed())}`;
}

/** A link to one test by its id. */
export function testLink(id: string): Markup {
  return html`<a class="id" href="${testAddress(id)}">${cleanLine(id, 200)}</a>`;
}
