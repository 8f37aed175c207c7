/** Markup that is safe to write into a page. Only `html` and `markup` make it. */
export class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

type Value = Markup | string | number | false | undefined | readonly Value[];

/**
 * Markup from a template: every value in it is escaped, unless it is markup itself, so that no text of a cluster can become an element or an attribute.
 * Attributes must have double quotes. `false` and `undefined` are empty.
 * @example html`<p title="${name}">${text}</p>`
 */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(parts.reduce((text, part, index) => `${text}${written(values[index - 1])}${part}`));
}

/** Text that is markup already, and comes from the suite itself. */
export function markup(text: string): Markup {
  return new Markup(text);
}

function written(value: Value): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Markup) return value.toString();
  if (typeof value === 'object') return value.map(written).join('');
  return escaped(String(value));
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A value as JSON in a `script` element that is not executed: nothing in it can end the element. */
export function embeddedJson(value: unknown): Markup {
  return new Markup(JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028'));
}
