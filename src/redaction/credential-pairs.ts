import { namedAs } from './credential-name.ts';
import { valueAt, type Pair, type Value } from './pair-value.ts';

/** The longest name that is looked for before a sign, in characters; the longest field `name` before a field `value`; the longest indentation; and the most spaces that align a column. */
const LONGEST = { name: 64, before: 160, line: 256, spaces: 32 };

/** A sign between a name and a value, or the beginning of a flag. A text without any of the words has no credentials by name. */
const SIGN = /[=:]|(?<![\w-])--?(?=[A-Za-z])/g;
const ANY =
  /pass|pwd|\bpw\b|secret|token|cred|auth|cookie|sess|key|jwt|bearer|\bsid\b|psk|otp|mnemonic|\bpat\b|dsn|salt|\bpin\b|pepper|_pw|_pin|_sid|_pat|dockerc|connection|routing|integration/i;

/** The field `name` before a field `value`, as in the environment of a container: in JSON and in YAML. */
const FIELD_BEFORE =
  /\b(?:name|key)\\*["']?\s*[:=]\s*\\*["']?([\w.-]{1,64})\\*["']?\s*[,;]?\s*(?:\\+n\s*)?(?:\\*["']\w{1,32}\\*["']\s?:\s?[^,{}[\]]{1,64},\s?){0,3}\\*["']?value\\*["']?\s*$/i;
const FIELD_AFTER = /^\\*["']?\s*,\s*\\*["']?(?:name|key)\\*["']?\s*:\s*\\*["']?([\w.-]{1,64})/i;

/** A flag, and what separates it from its value: in a command line, a list in JSON, or one in YAML. */
const FLAG = /^--?([A-Za-z][\w.-]{0,63})(\\*["']?(?:,?[ \t]{1,4}|,)(?=[^\s-])|["']?\n[ \t]*- )(\\*["']?)(?=[^\s\-"'=])/;

/**
 * A text without the values of credentials that have a name: variables, flags, headers, fields of JSON and YAML, parts of connection strings. What
 * only refers to a value (`$(DB_PASSWORD)`), numbers of things and sentences stay. Linear in the length of the text; pure.
 * @example withoutPairs('DB_PASSWORD=hunter2 is wrong') // 'DB_PASSWORD=*** is wrong'
 */
export function withoutPairs(text: string): string {
  if (!ANY.test(text)) return text;
  const shown: string[] = [];
  let from = 0;
  for (const { index } of text.matchAll(SIGN)) {
    if (index < from) continue;
    const value = text[index] === '-' ? ofFlag(text, index) : ofPair(text, index, from);
    if (value === undefined) continue;
    shown.push(text.slice(from, value.from), value.shown);
    from = value.to;
  }
  shown.push(text.slice(from));
  return shown.join('');
}

function ofPair(text: string, sign: number, from: number): Value | undefined {
  const found = nameBefore(text, sign, from);
  if (found === undefined) return undefined;
  const { name, quote, start } = found;
  const isField = name.toLowerCase() === 'value';
  const as = namedAs(name);
  if (as === undefined && !isField) return undefined;
  const isColon = text[sign] === ':';
  // A sentence of the kubelet: `volume "db-secret" : secret "db" not found`.
  if (isColon && quote !== '' && found.hasSpace) return undefined;
  const near = Math.max(0, sign - LONGEST.line);
  const line = text.slice(near, sign);
  const lineStart = near + line.lastIndexOf('\n') + 1;
  const isWholeLine = (near === 0 || line.includes('\n')) && /^[ \t]*(?:- )?$/.test(text.slice(lineStart, start));
  const indent = isWholeLine ? start - lineStart : 0;
  const place = { text, sign, isColon, quote, isWholeLine, indent };
  return as === undefined ? ofValueField(text, sign, place) : valueAt({ ...place, name, as });
}

/** The name right before a sign, its quotes with what escapes them, and where both begin. */
function nameBefore(text: string, sign: number, from: number) {
  let end = sign;
  while (end > from && sign - end < LONGEST.spaces && isBlank(text[end - 1])) end -= 1;
  const hasSpace = end < sign;
  let quote = '';
  const mark = text[end - 1];
  if (end > from && (mark === '"' || mark === "'" || mark === '`')) {
    let first = end - 1;
    while (first > from && text[first - 1] === '\\') first -= 1;
    quote = text.slice(first, end);
    end = first;
  }
  let start = end;
  while (start > from && end - start < LONGEST.name && /[\w.@-]/.test(text[start - 1] ?? '')) start -= 1;
  if (start === end) return undefined;
  const isClosed = quote === '' || text.startsWith(quote, start - quote.length);
  if (!isClosed) return undefined;
  return { name: text.slice(start, end), quote, start: start - quote.length, hasSpace };
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\t' || char === '\n';
}

/** The value of a field `value` next to a field with the name of a credential. */
function ofValueField(text: string, sign: number, place: Omit<Pair, 'name' | 'as'>): Value | undefined {
  const before = FIELD_BEFORE.exec(text.slice(Math.max(0, sign - LONGEST.before), sign))?.[1];
  if (before === undefined && place.quote === '') return undefined;
  if (before !== undefined && namedAs(before) === undefined) return undefined;
  const value = valueAt({ ...place, name: 'value', as: 'credential' });
  if (value === undefined || before !== undefined) return value;
  const after = FIELD_AFTER.exec(text.slice(value.to, value.to + LONGEST.before))?.[1];
  return after !== undefined && namedAs(after) !== undefined ? value : undefined;
}

function ofFlag(text: string, at: number): Value | undefined {
  const [whole, name = ''] = FLAG.exec(text.slice(at, at + 128)) ?? [];
  if (whole === undefined || namedAs(name) === undefined) return undefined;
  const from = at + whole.length;
  const length = text.slice(from, from + 4_096).search(/[\s"',\]}]|\\+["'nrt]/);
  const to = length === -1 ? Math.min(text.length, from + 4_096) : from + length;
  return to > from ? { from, to, shown: '***' } : undefined;
}
