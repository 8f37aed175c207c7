import { notYet, ready, type Observation } from '../../../conditions/waiting/condition.ts';
import type { CertificateAnswer, PresentedCertificate } from '../fleet/probe-fleet.ts';

/** A server that was asked for its certificate, and what it answered. */
export interface Presented {
  /** What it is, for people: `the kubelet of node-1`. */
  what: string;
  /** The name that was asked for. */
  serverName?: string | undefined;
  /** It must be for that name, though it was not verified. @default false */
  mustHaveName?: boolean;
  answer: CertificateAnswer;
}

const DAY_MS = 86_400_000;
/** A list of names of this length was cut by the agent. */
const NAMES_CUT = 300;
/** What Node says when the other side answers without TLS. */
const WITHOUT_TLS = new Set(['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'ERR_SSL_HTTP_REQUEST']);
/** The share of its time that is left of a certificate when a program is late to renew it: kubelets do so at 10 % to 30 %. */
const LATE = 0.1;
/** The most servers that a reason names. */
const NAMED = 3;

/** What Node says of a certificate that is not trusted (deps/ncrypto), in words. */
const distrusts: Readonly<Record<string, string>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'is signed by an authority that its caBundle does not have',
  UNABLE_TO_GET_ISSUER_CERT: 'is signed by an authority that its caBundle does not have',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'is signed by an authority that its caBundle does not have',
  SELF_SIGNED_CERT_IN_CHAIN: 'is signed by an authority that its caBundle does not have',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is signed by itself, and not in its caBundle',
  CERT_SIGNATURE_FAILURE: 'is not signed by the authority of its caBundle, but by another one of the same name',
};

/**
 * Judges the certificates that servers present: none has expired, each has the days left that it must have, and is trusted where it was verified; pure.
 * @param daysLeft see `certificates.daysLeft`. @param date the API server's time.
 */
export function judgeCertificates(all: readonly Presented[], daysLeft: number, date: Date): Observation {
  const troubles = all.flatMap((one) => troubleWith(one, daysLeft, date) ?? []);
  const [first] = troubles;
  if (!first) return ready();
  const texts = [...new Set(troubles.map(({ text }) => text))];
  const more = texts.length > NAMED ? [`and ${texts.length - NAMED} more`] : [];
  const since = troubles.every(({ stuckSince }) => stuckSince !== undefined) ? first.stuckSince : undefined;
  return {
    ...notYet([...texts.slice(0, NAMED), ...more].join('; ')),
    ...(since !== undefined && { stuckSince: since }),
  };
}

/** The fewest days that a certificate of these has left; `undefined` when there is none; pure. */
export function fewestDays(all: readonly Presented[], date: Date): number | undefined {
  const days = all.flatMap(({ answer }) => answer.chain.map(({ notAfter }) => daysUntil(notAfter, date)));
  const known = days.filter((one) => !Number.isNaN(one));
  return known.length === 0 ? undefined : Math.min(...known);
}

/** Whether something was answered, and it was no TLS. */
export function isWithoutTls({ error }: Pick<CertificateAnswer, 'error'>): boolean {
  return error !== undefined && WITHOUT_TLS.has(error);
}

interface Trouble {
  text: string;
  /** Since when it is so, as RFC 3339. */
  stuckSince?: string;
}

function troubleWith(
  { what, serverName, mustHaveName, answer }: Presented,
  daysLeft: number,
  date: Date,
): Trouble | undefined {
  const [own] = answer.chain;
  if (isWithoutTls(answer)) return { text: `${what} answers without TLS at ${answer.host}:${answer.port}` };
  if (!own) return undefined;
  for (const [index, one] of answer.chain.entries()) {
    const name = index === 0 ? `the certificate of ${what}` : `the authority ${one.subject} of ${what}`;
    const timed = timeTrouble(one, daysLeft, date);
    if (timed) return { ...timed, text: `${name} ${timed.text}` };
  }
  const { distrust } = answer;
  const isNamed = !mustHaveName || serverName === undefined || isFor(answer.names, serverName);
  if (distrust === undefined && isNamed) return undefined;
  if (distrust === undefined || distrust === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return { text: `the certificate of ${what} is not for ${serverName}, but for ${answer.names ?? own.subject}` };
  return { text: `the certificate of ${what} ${distrusts[distrust] ?? `is not trusted: ${distrust}`}` };
}

/** Whether the names of a certificate, as OpenSSL writes them, cover a name; a star stands for its first label. A list that was cut may. */
function isFor(names: string | undefined, serverName: string): boolean {
  const all = (names ?? '').split(', ').map((one) => one.replace(/^DNS:/, '').toLowerCase());
  const wild = serverName.toLowerCase().replace(/^[^.]+/, '*');
  return all.includes(serverName.toLowerCase()) || all.includes(wild) || (names ?? '').length >= NAMES_CUT;
}

function timeTrouble({ notBefore, notAfter }: PresentedCertificate, daysLeft: number, date: Date): Trouble | undefined {
  const [from, to] = [Date.parse(notBefore), Date.parse(notAfter)];
  if (Number.isNaN(from) || Number.isNaN(to)) return undefined;
  if (from > date.getTime()) return { text: `is valid from ${notBefore} on only` };
  if (to <= date.getTime()) return { text: `has expired, on ${notAfter}`, stuckSince: notAfter };
  const wanted = Math.min(daysLeft * DAY_MS, (to - from) * LATE);
  if (to - date.getTime() >= wanted) return undefined;
  return {
    text: `expires in ${formatDays(daysUntil(notAfter, date))}, on ${notAfter}; it must have ${formatDays(wanted / DAY_MS)} left`,
    stuckSince: new Date(to - wanted).toISOString(),
  };
}

function daysUntil(time: string, date: Date): number {
  return (Date.parse(time) - date.getTime()) / DAY_MS;
}

/** Days for people, in hours when they are few. */
function formatDays(days: number): string {
  return days < 2 ? `${(days * 24).toFixed(1)} hours` : `${Math.floor(days)} days`;
}
