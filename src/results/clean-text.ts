import { stripVTControlCharacters } from 'node:util';
import { shortened } from '../terminal/shortened.ts';

// What XML 1.0 cannot contain, what controls a terminal, and the non-characters for which strict parsers refuse the whole file.
// oxlint-disable-next-line no-control-regex
const UNWANTED = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFDD0-\uFDEF\uFFFE\uFFFF]/g;

/** The maximum length of a line, in characters. */
export const LINE = 400;

/**
 * A text that is valid in every XML parser, terminal and file, whatever the input: no control characters but tab and line feed, no ANSI
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
