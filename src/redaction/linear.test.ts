import { expect } from 'chai';
import { redacted } from './redacted.ts';

/** Texts that patterns with backtracking take minutes for: each is repeated to any length. */
const HOSTILE: readonly (readonly [string, string])[] = [
  ['one letter', 'x'],
  ['signs', '='],
  ['colons and spaces', ': '],
  ['names without values', 'password='],
  ['names and colons', 'token: '],
  ['values of values', 'value='],
  ['references without an end', 'token=${'],
  ['quotes without an end', `token="\${`],
  ['escaped quotes', String.raw`\"token\":\"`],
  ['cookies in sentences', 'cookie: aa '],
  ['flags', '--password '],
  ['dashes', '-----BEGIN '],
  ['first marks of keys', '-----BEGIN PRIVATE KEY-----'],
  ['last marks of keys', 'abc= -----END PRIVATE KEY-----'],
  ['first marks of keys in lines', '-----BEGIN PRIVATE KEY-----\n'],
  ['last marks of keys in lines', '-----END PRIVATE KEY-----\nMIIE\n'],
  ['words of keys', 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC '],
  ['beginnings of tokens', 'eyJ'],
  ['tokens with dots', 'eyJhbGciOi.'],
  ['addresses', 'a://b:'],
  ['addresses with users', 'a://b@'],
  ['addresses without a scheme', 'a.b:c'],
  ['parameters', '?sig'],
  ['bearers', 'bearer '],
  ['hexadecimal', 'abcdef0123456789'],
  ['paths', '/a'],
  ['dots', 'a1.b2.'],
  ['passwords in sentences', 'password is "'],
  ['blocks of YAML', 'secret: |\n'],
  ['fields', '{"name":"password","value":'],
  ['encoded signs', 'a%3D'],
  ['encoded addresses', '%3A%2F%2Fa%3A'],
  ['escaped signs', String.raw`a\u003d`],
  ['elements', '<password>a'],
  ['tables', '| password | '],
  ['commands', 'curl -u '],
  ['commands of databases', 'mysql -u root '],
  ['statements', 'IDENTIFIED BY '],
  ['sentences on passwords', 'password is '],
  ['printed Secrets', '{"kind":"Secret","data":{"a":"'],
  ['printed Secrets in lines', 'kind: Secret\ndata:\n  a: b\n'],
  ['lists', 'passwords:\n  - a\n'],
  ['lists in JSON', '"passwords":["a",'],
  ['objects', '"password":{"value":"'],
  ['colours', '\u001b[36m'],
  ['beginnings of colours', '\u001b['],
  ['quotes of HTML', 'password=&quot;'],
  ['columns', 'password    '],
  ['spaces', ' '],
  ['lines', '\n'],
];

describe('The time that redaction takes', () => {
  for (const [what, part] of HOSTILE)
    it(`grows with the length of a text of ${what}, and not with its square`, () => {
      const time = (length: number) => {
        const text = part.repeat(Math.ceil(length / part.length));
        const times = [1, 2].map(() => {
          const start = process.cpuUsage();
          redacted(text);
          return process.cpuUsage(start).user;
        });
        return Math.min(...times);
      };
      const short = time(32 * 1024);
      // Sixteen times as long takes 256 times as long if it grows with the square.
      expect(time(512 * 1024)).to.be.lessThan(Math.max(short, 2_000) * 100);
    }).timeout(60_000);
});
