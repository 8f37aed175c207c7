import { isIP } from 'node:net';
import type { PeerCertificate } from 'node:tls';

/**
 * Whether a certificate is for a name or an address, by the rules of Go (crypto/x509, verify.go, VerifyHostname): only the names in its subjectAltName count,
 * and a `*` stands for the whole first label. Node also takes the Common Name, and a part of a label.
 * @returns why it is not.
 */
export function serverIdentity(host: string, { subjectaltname }: PeerCertificate): Error | undefined {
  const names = namesIn(subjectaltname ?? '');
  if (isFor(names, host)) return undefined;
  const told = subjectaltname?.replaceAll(/(^|, )(?:DNS|IP Address):/g, '$1');
  const why = told
    ? `its certificate is valid for ${shortened(told, 100)}, not for ${shortened(host, 60)}`
    : `its certificate has no subjectAltName, only a Common Name: it is not valid for ${shortened(host, 60)}`;
  return Object.assign(new Error(why), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
}

/** Node separates names by `, `, and puts those with special characters in quotes, as JSON has them. */
function namesIn(text: string): { kind: string; name: string }[] {
  return [...text.matchAll(/(DNS|IP Address|[^:,"]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/g)].map(
    ([, kind = '', name = '']) => ({ kind, name: name.startsWith('"') ? String(JSON.parse(name)) : name }),
  );
}

function isFor(names: readonly { kind: string; name: string }[], host: string): boolean {
  const address = canonical(/^\[.+\]$/.test(host) ? host.slice(1, -1) : host);
  if (isIP(address) !== 0) return names.some(({ kind, name }) => kind === 'IP Address' && canonical(name) === address);
  const wanted = lowerCase(host);
  return names.some(
    ({ kind, name }) =>
      kind === 'DNS' &&
      (isHostname(name, true) && isHostname(wanted.replace(/\.$/, ''), false)
        ? matches(lowerCase(name), wanted.replace(/\.$/, ''))
        : lowerCase(name) === wanted && !/^\.?$/.test(wanted)),
  );
}

/** An address in the one form that both sides are compared in; one of version 4 inside of version 6 is one of version 4. */
function canonical(address: string): string {
  if (isIP(address) !== 6) return address;
  const short = URL.parse(`http://[${address}]`)?.hostname.slice(1, -1) ?? address;
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(short) ?? [];
  if (high === undefined || low === undefined) return short;
  return [high, low].flatMap((word) => [Number.parseInt(word, 16) >> 8, Number.parseInt(word, 16) & 255]).join('.');
}

function matches(pattern: string, host: string): boolean {
  const [labels, parts] = [pattern.split('.'), host.split('.')];
  return (
    labels.length === parts.length && labels.every((label, at) => (at === 0 && label === '*') || label === parts[at])
  );
}

/** Go's validHostname: a name of labels, or a pattern whose first label is `*`; never `*` alone. */
function isHostname(text: string, pattern: boolean): boolean {
  if (text === '*') return false;
  return text
    .split('.')
    .every((label, at) => (pattern && at === 0 && label === '*') || /^[a-z0-9_][-a-z0-9_]*$/i.test(label));
}

/** Only letters of ASCII have another case here. */
function lowerCase(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function shortened(text: string, most: number): string {
  const line = text.replaceAll(/\p{Cc}/gu, '');
  return line.length > most ? `${line.slice(0, most)}…` : line;
}
