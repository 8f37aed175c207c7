import { embeddedJson, html, markup, type Markup } from './markup.ts';
import { pageAssets, type PageScript } from './page-assets.ts';

/** What differs between the pages of the suite. */
export interface PageParts {
  title: string;
  /** What the page is about, beside the name of the suite. */
  subject: string;
  /** The sections that can be gone to: id and name; none where there is one only. */
  sections: readonly (readonly [id: string, name: string])[];
  main: Markup;
  scripts: readonly PageScript[];
  /** What the scripts read. @default nothing */
  data?: unknown;
}

/**
 * A page that opens from a disk and asks no network: its content security policy admits its own style and scripts alone. It follows the theme of the system, can be
 * switched, and prints. Pure.
 */
export function pageFrame({ title, subject, sections, main, scripts, data }: PageParts): string {
  const { style, script, policy } = pageAssets(scripts);
  return `<!doctype html>\n${html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="${policy}" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="referrer" content="no-referrer" />
      <title>${title}</title>
      ${markup(`<style>${style}</style>`)}
    </head>
    <body>
      <a class="skip" href="#main">Skip to the verdict</a>
      <header class="top">
        <p class="product">Shakedown <span class="quiet">${subject}</span></p>
        ${sections.length > 0 && html`<nav aria-label="Sections">${sections.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav>`}
        <button id="theme" type="button" hidden>Theme</button>
      </header>
      <main id="main" tabindex="-1">${main}</main>
      ${
        data !== undefined &&
        html`<script type="application/json" id="data">
          ${embeddedJson(data)}
        </script>`
      }
      ${markup(`<script>${script}</script>`)}
    </body>
  </html>`.toString()}\n`;
}
