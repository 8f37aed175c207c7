import { namedAs } from './credential-name.ts';

/** A name, a sign and a value, of which the sign is written in the way of an address, of JSON or of a table; and an element of XML. */
const PAIRS: readonly RegExp[] = [
  /([\w.-]{1,64})(%3D)((?:[^\s%"'<>&,;\\]|%(?!26)[\dA-F]{2}){1,256})/gi,
  /([\w.-]{1,64})(\\{1,8}u003d)([^\s"'\\&,;]{1,256})/gi,
  /(?<=<)([\w:.-]{1,64})(>)([^<\n]{1,256})(?=<\/)/g,
  /(?<=\|[ \t]{0,16})([\w.-]{1,64})([ \t]{0,32}\|[ \t]{0,32})([^|\n]{1,256}?)(?=[ \t]{0,32}\|)/g,
];

/** A user and a password in an address that is a part of another one. */
const USER = /(%3A%2F%2F[^\s%]{0,64}%3A)(?:[^\s%"'<>&,;]|%(?!40)[\dA-F]{2}){1,256}(?=%40)/gi;

/**
 * A text without the values of credentials whose sign is encoded, stands in a table or is an element of XML. Linear in the length of the text; pure.
 * @example withoutEncodedPairs('/login?to=%2Fshop%3Ftoken%3Ds3cret') // '/login?to=%2Fshop%3Ftoken%3D***'
 */
export function withoutEncodedPairs(text: string): string {
  if (!/%3D|%40|u003d|[<|]/i.test(text)) return text;
  const hidden = (whole: string, name: string, sign: string) =>
    namedAs(/%[\dA-F]{2}([\w.-]*)$/i.exec(name)?.[1] ?? name) === undefined ? whole : `${name}${sign}***`;
  return PAIRS.reduce((rest, pair) => rest.replaceAll(pair, hidden), text.replaceAll(USER, '$1***'));
}
