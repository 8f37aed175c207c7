import { stripVTControlCharacters } from 'node:util';
import { RANDOM } from './random-words.ts';

/** The lines before and after a key or a certificate. RFC 7468 */
export const BEGIN = /-----BEGIN [A-Z0-9 ]+-----/;
export const END = /-----END [A-Z0-9 ]+-----/;

/** A whole line of a key: 48, 64, 70 or 76 characters of base64. */
const DATA = message('[a-z0-9+/]{48,}={0,2}');

/** Its last line: groups of four characters. */
const LAST = message('(?:(?:[a-z0-9+/]{4})+|[a-z0-9+/]+={1,2})');

/** The same, with what no other word ends in. */
const PADDED = message('[a-z0-9+/]+={1,2}');

/** Headers of an encrypted key, and the checksum of OpenPGP. RFC 1421, RFC 9580 */
const HEADER = /\b(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset): |(?:^|\s)=[A-Za-z0-9+/]{4}$/;

/** The longest line with a line of a key in it, in characters, with what a logger writes around it. */
const LONGEST = 2_000;

/** Whether a line of a log is a whole line of a key, in whatever form a logger writes it. */
export function isData(line: string): boolean {
  return line.length <= LONGEST && DATA.test(plain(line));
}

/** Whether it may be the last line of a key, but also end in a word of a message. */
export function isLastData(line: string): boolean {
  return line.length <= LONGEST && LAST.test(plain(line));
}

/** Whether it is the last line of a key, and no word. */
export function isPadded(line: string): boolean {
  return line.length <= LONGEST && PADDED.test(plain(line));
}

/** Whether it has a word of many random characters in it, as a line of a key has. */
export function isRandom(line: string): boolean {
  return line.length <= LONGEST && RANDOM.test(plain(line));
}

/** Whether it is one of the lines between the first line of a key and its data. */
export function isHeader(line: string): boolean {
  return line.length <= LONGEST && HEADER.test(plain(line));
}

/** Whether a logger has written nothing in it. @param shape that of what the logger itself writes. */
export function isEmpty(line: string, shape: string): boolean {
  return line === '' || shapeOf(line) === shape;
}

/** What a logger writes around a message, whatever the time is. @example shapeOf('12:00:00 INFO') // '0:0:0 INFO' */
export function shapeOf(line: string): string {
  return line.replaceAll(/\d+/g, '0').trim();
}

/** A line whose message is one word: behind what a logger writes, in quotes or not, or as the value of a field for messages. */
function message(word: string): RegExp {
  const behind = String.raw`(?:^|[\s:|>\])]|(?:^|(?<![:=])\s)["'\`])${word}(?:\\[nr]|["'\`,;\s\])}])*\+?$`;
  const field = String.raw`\b(?:msg|message|log|text)["']?\s?[:=]\s?["']?${word}(?:\\[nr])*(?:["'\s,}]|$)`;
  return new RegExp(`${behind}|${field}`, 'i');
}

/** A line without colours, and without what JSON writes in place of some characters of base64. */
function plain(line: string): string {
  return stripVTControlCharacters(line)
    .replaceAll(String.raw`\/`, '/')
    .replaceAll(/\\u002b/gi, '+')
    .replaceAll(/\\u003d/gi, '=');
}
