import { stripVTControlCharacters } from 'node:util';
import { shortened } from '../terminal/shortened.ts';

// What XML 1.0 cannot hold, what a terminal would act on, and the non-characters on which strict parsers give up the whole file.
// oxlint-disable-next-line no-control-regex
const UNWANTED = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFDD0-\uFDEF\uFFFE\uFFFF]/g;

/** The most that one line holds, in characters. */
export const LINE = 400;

/**
 * A text that any XML parser, terminal and file can hold, whatever came in: no control characters but tab and line feed, no ANSI
 * sequences, no lone surrogates, no non-characters.
 */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text.replaceAll(/\r\n?/g, '\n')).replaceAll(UNWANTED, '').toWellFormed();
}

/**
 * A text as one line of at most `limit` characters.
 * @default 400
 */
export function cleanLine(text: string, limit = LINE): string {
  return shortened(cleanText(text).replaceAll(/\s+/g, ' ').trim(), limit);
}
