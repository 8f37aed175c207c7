import type { NamedAs } from './credential-name.ts';

/** A value to hide: where it is, and what is shown in its place. */
export interface Value {
  from: number;
  to: number;
  shown: string;
}

/** A name and a sign whose value is looked for. */
export interface Pair {
  text: string;
  /** Where the sign is. */
  sign: number;
  isColon: boolean;
  /** The quotes around the name, as in JSON, with what escapes them; or ''. */
  quote: string;
  /** Whether nothing but spaces or the dash of a list stands before the name in its line, as in YAML. */
  isWholeLine: boolean;
  /** How far the name is indented; 0 if something else stands before it. */
  indent: number;
  name: string;
  as: NonNullable<NamedAs>;
}

/** What is no credential: nothing, and what refers to one that is elsewhere. */
const REFERENCE =
  /^(?:true|false|null|nil|none|yes|no|undefined|~|\*+|<[^>]*>|\$\{.*|\$\(.*|\$[A-Z_]+|\{\{.*|%[sdvq])$/i;

/** A word of a sentence. */
const PROSE = /^[A-Za-z]?[a-z]{1,14}[.,:;!]?$/;

/** The beginning of a value by which it is judged, in characters: what is longer is no reference and no sentence. */
const HEAD = 256;

/** Where an unquoted value ends, also in a text that JSON has escaped, once or several times. */
const END = /[\s"'`,;&)\]}<]|\\+["'`nrt]/g;
/** The same of a variable of the environment, whose value may have any of these signs, but not another name with a value behind it. */
const VARIABLE_END = /[\s"'`<]|\\+["'`nrt]|[,;&](?=[\w.@-]{1,64}[ \t]{0,32}[=:])/g;
const VARIABLE = /^[A-Z][A-Z0-9_]*$/;
const LINE_END = /["\n]|\\+["nr]/g;
/** A line may have several fields: `client_secret: xyz, scope: all`. */
const FIELD_END = /["\n]|\\+["nr]|[,;] /g;

/** The same in a message of which somebody has made one line. */
const FLAT_BLOCK = /^[|>][-+\d]*[ \t]+(?=\S)/;
/** Its end: the next field. */
const FLAT_END = /\s[\w.-]{1,64}:(?=\s)|["\n]|\\+["nr]/g;

/** The beginning of a text of several lines in YAML, and of a list of words. */
const BLOCK = /^[|>][-+\d]*[ \t]*(?:\n|\\+n)/;
const LIST =
  /(?:[ \t]{0,8}\n[ \t]{0,64}- (?!["']?[\w.-]{1,64}["']?:)[^\n]{1,256}|(?:[ \t]|\\+n){0,72}- (?!["']?[\w.-]{1,64}["']?:)[^\s\\"]{1,256})+/y;
const FIRST_ITEM = /^(?:\s|\\+n)*- /;
/** A list of words in JSON, and an object that has nothing but the value. */
const FLOW_LIST = /^\[[^[\]{}]{1,4096}\]/;
const OBJECT = /^\{\s{0,8}\\*["'](?:value|raw|text|plain|plaintext|string)\\*["']\s{0,8}:\s{0,8}(\\*["'])/;
/** A quote in HTML. */
const ENTITY = /^&(?:quot|apos|#34|#39|#x22|#x27);/i;

/**
 * The value of a pair, if it has one that is to be hidden; pure. The time that it takes grows with the length of the value alone.
 */
export function valueAt(pair: Pair): Value | undefined {
  const { text, sign, isColon } = pair;
  let from = sign + 1;
  // `=>`, `:=`, `==`
  if (text[from] === '=' || text[from] === '>') from += 1;
  const most = from + 16;
  while (from < most && (text[from] === ' ' || text[from] === '\t')) from += 1;
  const quote = /^\\*["'`]/.exec(text.slice(from, from + 16))?.[0];
  if (quote !== undefined) return quoted(pair, from + quote.length, quote);
  if (isColon && BLOCK.test(text.slice(from, from + 16))) return block(pair, from);
  const within = inStructure(pair, from);
  if (within !== undefined) return within;
  const flat = isColon ? FLAT_BLOCK.exec(text.slice(from, from + 16)) : undefined;
  return flat ? flattened(text, from + flat[0].length) : plain(pair, from);
}

/** The value of the name of a credential that stands in a list, in an object, or between the quotes of HTML. */
function inStructure(pair: Pair, from: number): Value | undefined {
  const { text, as, quote, isColon } = pair;
  const entity = ENTITY.exec(text.slice(from, from + 8))?.[0];
  if (entity !== undefined) {
    const begin = from + entity.length;
    const end = text.slice(begin, begin + HEAD).search(/&|[\n"]/);
    return { from: begin, to: end === -1 ? Math.min(text.length, begin + HEAD) : begin + end, shown: '***' };
  }
  if (!isColon || as !== 'credential') return undefined;
  LIST.lastIndex = from;
  const items = LIST.exec(text)?.[0];
  if (items !== undefined) return { from, to: from + items.length, shown: `${FIRST_ITEM.exec(items)?.[0] ?? ''}***` };
  const list = text[from] === '[' ? FLOW_LIST.exec(text.slice(from, from + 4_100))?.[0] : undefined;
  if (list !== undefined) {
    const mark = quote === '' ? '"' : quote;
    return { from: from + 1, to: from + list.length - 1, shown: `${mark}***${mark}` };
  }
  const object = text[from] === '{' ? OBJECT.exec(text.slice(from, from + 128)) : undefined;
  return object ? quoted(pair, from + object[0].length, object[1] ?? '"') : undefined;
}

function quoted({ text, name, as }: Pair, from: number, quote: string): Value | undefined {
  const to = endOfQuote(text, from, quote);
  const inside = text.slice(from, to);
  if (inside.trim() === '' || REFERENCE.test(inside)) return undefined;
  if (isAuthorization(name)) return { from, to, shown: withScheme(inside) };
  return as === 'maybe' && inside.includes(' ') && inside.split(' ').every((word) => PROSE.test(word))
    ? undefined
    : { from, to, shown: '***' };
}

/** Where a text in quotes ends: at the same quotes, unescaped, or with its line. */
function endOfQuote(text: string, from: number, quote: string): number {
  const mark = quote.at(-1) ?? '"';
  const escapes = quote.length - 1;
  let backslashes = 0;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === '\n') return at;
    if (char === '\\') {
      backslashes += 1;
      continue;
    }
    if (char === mark && backslashes <= escapes) return at - Math.min(backslashes, escapes);
    backslashes = 0;
  }
  return text.length;
}

function plain(pair: Pair, from: number): Value | undefined {
  const { text, name, as, isColon, quote } = pair;
  const end = endOf(pair);
  const head = text.slice(from, from + HEAD);
  const isShort = nextOf(end, head, 0) < HEAD;
  const value = head.slice(0, nextOf(end, head, 0)).trimEnd();
  if (value === '' || (isColon || as === 'maybe' ? /^[{[&!]/ : /^(?:\{\}|\[\]|&)/).test(value)) return undefined;
  if ((isShort && REFERENCE.test(value)) || value.startsWith('<set to')) return undefined;
  if (/s$/i.test(name) && !/pass$/i.test(name) && /^\d{1,9}(?:\.\d+)?$/.test(value)) return undefined;
  if (isAuthorization(name)) return authorization(text, from, from + value.length);
  if (isColon && as === 'maybe' && isProse(value)) return undefined;
  // A number of JSON becomes a text, so that the rest stays JSON.
  const shown = /^-?\d/.test(value) ? `${quote}***${quote}` : '***';
  const to = isShort ? from + value.length : nextOf(end, text, from);
  return { from, to: isColon || as === 'maybe' ? to : endOfWords(text, to, value), shown };
}

/** Up to a dozen words after a value, none of which is the name of another pair. */
const WORDS = /(?:[ \t]{1,4}[\w!?.$%+*@#-]{1,32}(?![\w.@-]*[ \t]{0,4}[=:])(?![\w!?.$%+*@#-])){1,12}/y;
const NEXT_PAIR = /[ \t]{1,4}[\w.@-]{1,64}=/y;

/**
 * Where a value ends that has several words: with what ends one word, if it begins as a sentence does (`correct horse battery`); before the next pair, whatever it begins with, as in logs of
 * pairs. `hunter2 is wrong` is a value and a sentence about it.
 */
function endOfWords(text: string, from: number, first: string): number {
  WORDS.lastIndex = from;
  const words = WORDS.exec(text)?.[0];
  if (words === undefined) return from;
  const to = from + words.length;
  NEXT_PAIR.lastIndex = to;
  return (PROSE.test(first) && !/[.,:;!]$/.test(first)) || NEXT_PAIR.test(text) ? to : from;
}

function endOf({ name, isColon, quote, isWholeLine }: Pair): RegExp {
  if (/cookie/i.test(name)) return LINE_END;
  if (isColon) return isWholeLine ? FIELD_END : END;
  return quote === '' && VARIABLE.test(name) ? VARIABLE_END : END;
}

/** Whether a value is a word of a sentence, and so is the next one if there is one: `expired`, `has expired at 12:00`. */
function isProse(value: string): boolean {
  const [first = '', second = ''] = value.slice(0, 64).split(/\s+/, 2);
  return PROSE.test(first) && (second === '' || PROSE.test(second));
}

function isAuthorization(name: string): boolean {
  return /authorization$/i.test(name);
}

/** The scheme of a header stays: `Bearer ***`. */
function authorization(text: string, from: number, to: number): Value | undefined {
  const [word = ''] = /^[^\s"',;\\]*/.exec(text.slice(from, to)) ?? [];
  if (!/^[A-Za-z][\w-]{2,19}$/.test(word)) return { from, to, shown: '***' };
  const next = /^ {1,4}(?=\S)/.exec(text.slice(from + word.length, from + word.length + 5))?.[0];
  if (next === undefined) return { from, to: from + word.length, shown: '***' };
  const begin = from + word.length + next.length;
  const [credential = ''] = /^[^\s"',;\\]*/.exec(text.slice(begin, nextOf(END, text, begin))) ?? [];
  return credential === '' ? undefined : { from: begin, to: begin + credential.length, shown: '***' };
}

function withScheme(inside: string): string {
  return inside.replace(/^(\w[\w-]{2,19} +)?.*$/s, (_, scheme: string | undefined) => `${scheme ?? ''}***`);
}

/** A text of several lines in YAML: those that are indented more than its name. */
function block({ text, indent }: Pair, sign: number): Value | undefined {
  const escaped = /^[^\n\\]*\\+n/.exec(text.slice(sign, sign + 16))?.[0];
  if (escaped !== undefined) {
    const from = sign + escaped.length;
    const to = nextOf(/\\+n(?![ \\])|\\*"|\n/g, text, from);
    return to > from ? { from, to, shown: `${' '.repeat(indent + 2)}***` } : undefined;
  }
  const from = text.indexOf('\n', sign) + 1;
  let to = from;
  while (to < text.length) {
    const next = text.indexOf('\n', to);
    const end = next === -1 ? text.length : next;
    const line = text.slice(to, Math.min(end, to + 512));
    if (line.trim() !== '' && line.search(/\S/) <= indent) break;
    to = Math.min(text.length, end + 1);
  }
  return to > from ? { from, to, shown: `${' '.repeat(indent + 2)}***\n` } : undefined;
}

function flattened(text: string, from: number): Value {
  return { from, to: nextOf(FLAT_END, text, from), shown: '***' };
}

function nextOf(end: RegExp, text: string, from: number): number {
  end.lastIndex = from;
  return end.exec(text)?.index ?? text.length;
}
