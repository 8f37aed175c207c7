/** The lines before and after a key or a certificate. RFC 7468 */
const BEGIN = /-----BEGIN [A-Z0-9 ]+-----/;
const END = /-----END [A-Z0-9 ]+-----/;

/** How a whole line of a key ends: with 48, 64 or 76 characters of base64. Before them may be what a logger writes. */
const DATA = /(?:^|\s)[\w+/]{48,}={0,2}$/;

/** How its last line ends. */
const LAST_DATA = /(?:^|\s)[\w+/]+={0,2}$/;

/** The most lines of a key: one of RSA with 16,384 bits has 200. */
const LONGEST = 300;

/**
 * Lines of a log in which one line stands for each key or certificate that is printed over several. The log may begin or end in the middle of one;
 * pure.
 * @example withoutKeys(['key: -----BEGIN PRIVATE KEY-----', 'MIIE…', '-----END PRIVATE KEY-----', 'failed']) // ['key: ***', 'failed']
 */
export function withoutKeys(lines: readonly string[]): string[] {
  const shown: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const end = endOfKey(lines, at);
    if (end === undefined) {
      shown.push(line);
      continue;
    }
    const [before = ''] = BEGIN.test(line) ? line.split(BEGIN) : [];
    const [, after = ''] = (lines[end] ?? '').split(END);
    shown.push(`${before}***`, ...(after === '' ? [] : [after.trim()]));
    at = end;
  }
  return shown;
}

/** The last line of the key that begins with a line; `undefined` when none begins with it, or all of it is in that line. */
function endOfKey(lines: readonly string[], at: number): number | undefined {
  const is = (pattern: RegExp, place: number) => pattern.test(lines[place] ?? '');
  let last = at;
  if (is(BEGIN, at)) {
    if (is(END, at)) return undefined;
    const end = lines.slice(at, at + LONGEST).findIndex((line) => END.test(line));
    if (end > 0) return at + end;
    while (is(DATA, last + 1)) last++;
    return last;
  }
  if (!is(DATA, at)) return is(LAST_DATA, at) && is(END, at + 1) ? at + 1 : undefined;
  while (is(DATA, last + 1)) last++;
  if (is(END, last + 1)) return last + 1;
  if (is(LAST_DATA, last + 1) && is(END, last + 2)) return last + 2;
  // One word as long as that may be a path.
  return last > at ? last : undefined;
}
