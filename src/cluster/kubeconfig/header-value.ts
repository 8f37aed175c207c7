/** Characters that HTTP does not carry in a header (Go: golang.org/x/net/http/httpguts, ValidHeaderFieldValue). */
const FORBIDDEN = /[^\P{Cc}\t\u0080-\u009F]/u;

/** The name of the first character that HTTP does not carry in a header; undefined when there is none. */
export function forbiddenIn(value: string): string | undefined {
  const [found] = FORBIDDEN.exec(value) ?? [];
  if (found === undefined) return undefined;
  if (found === '\n' || found === '\r') return 'a line feed';
  return `the control character U+${found.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A value for a header: its bytes in UTF-8, as Go sends them. */
export function headerValue(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1');
}

/** A key of `as-user-extra` as part of a header's name (client-go, transport/round_trippers.go, headerKeyEscape). */
export function headerKey(key: string): string {
  return [...Buffer.from(key, 'utf8')]
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      return /[A-Za-z0-9!#$&'*+.^_`|~-]/.test(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
