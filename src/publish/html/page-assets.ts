import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { darkPalette, lightPalette, paletteVariables } from '../charts/palette.ts';

/** The style and the script of the page, and the content security policy that admits nothing else. */
export interface PageAssets {
  style: string;
  script: string;
  policy: string;
}

let read: PageAssets | undefined;

/** The assets of the page; the build copies their directory to the bundle. */
export function pageAssets(): PageAssets {
  read ??= assets();
  return read;
}

function assets(): PageAssets {
  const file = (name: string) => readFileSync(join(import.meta.dirname, 'page', name), 'utf8');
  const style = file('report.css')
    .replaceAll('--light-chart:;', paletteVariables(lightPalette))
    .replaceAll('--dark-chart:;', paletteVariables(darkPalette));
  const script = file('report.js');
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
