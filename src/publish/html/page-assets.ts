import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { darkPalette, lightPalette, paletteVariables } from '../charts/palette.ts';

/** A script that a page may have, by its file in `page/`. */
export type PageScript = 'theme.js' | 'report.js';

/** The style and the script of a page, and the content security policy that admits nothing else. */
export interface PageAssets {
  style: string;
  script: string;
  policy: string;
}

const read = new Map<string, PageAssets>();

/** The assets of a page with these scripts, one after the other; the build copies their directory to the bundle. */
export function pageAssets(scripts: readonly PageScript[]): PageAssets {
  const key = scripts.join(' ');
  const known = read.get(key) ?? assets(scripts);
  read.set(key, known);
  return known;
}

function assets(scripts: readonly PageScript[]): PageAssets {
  const file = (name: string) => readFileSync(join(import.meta.dirname, 'page', name), 'utf8');
  const style = file('report.css')
    .replaceAll('--light-chart:;', paletteVariables(lightPalette))
    .replaceAll('--dark-chart:;', paletteVariables(darkPalette));
  const script = scripts.map(file).join('\n');
  return {
    style,
    script,
    policy: [
      "default-src 'none'",
      `style-src '${hash(style)}'`,
      `script-src '${hash(script)}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ].join('; '),
  };
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
