import { X509Certificate } from 'node:crypto';
import type { UserEntry } from './file/entries.ts';
import type { ExecCredential } from './sign-in/exec-credential.ts';
import type { ClientCertificate } from './tls/pem.ts';
import { expiryOfToken } from './token-expiry.ts';

/** What a request presents to the API server, for messages: never a secret. */
export interface PresentedCredentials {
  /** Whose they are: `user 'me' in FILE`. */
  of: string;
  /** Each of them, with when it expires, in milliseconds since 1970; `undefined` when that is not known. */
  parts: readonly { name: string; expiresAt: number | undefined }[];
}

/** Describes what a request presents. @param issued by a credential plugin. */
export function presentedCredentials(
  { origin, label, exec }: UserEntry,
  {
    authorization = '',
    certificate,
    issued,
  }: {
    authorization: string | undefined;
    certificate: ClientCertificate | undefined;
    issued: ExecCredential | undefined;
  },
): PresentedCredentials {
  const by = issued === undefined ? '' : ` of the plugin ${exec?.command ?? ''}`;
  const [, token] = /^Bearer (.*)$/s.exec(authorization) ?? [];
  return {
    of: label === 'user' ? origin : `${label} in ${origin}`,
    parts: [
      ...(certificate
        ? [
            {
              name: `the client certificate${by}`,
              expiresAt: Date.parse(new X509Certificate(certificate.cert).validTo),
            },
          ]
        : []),
      ...(token === undefined
        ? []
        : [{ name: `the token${by}`, expiresAt: issued?.expiresAt ?? expiryOfToken(token) }]),
      ...(authorization.startsWith('Basic ') ? [{ name: 'the user name and password', expiresAt: undefined }] : []),
    ],
  };
}

/**
 * A sentence about credentials that the API server does not accept.
 * @param now the time of the API server, in milliseconds since 1970.
 * @example notAccepted(…) // "the token of user 'me' in FILE is not accepted: it expired at 2026-01-01T00:00:00Z"
 */
export function notAccepted({ of, parts }: PresentedCredentials, now: number): string {
  const [first, ...others] = parts;
  if (!first) return `${of} has no credentials that are sent, and the server wants some`;
  const times = parts.flatMap(({ name, expiresAt }) =>
    expiresAt === undefined || !isDate(expiresAt)
      ? []
      : [
          `${others.length === 0 ? 'it' : name} ${expiresAt <= now ? 'expired at' : 'is valid until'} ${timeOf(expiresAt)}`,
        ],
  );
  const names = parts.map(({ name }) => name).join(' and ');
  const verb = others.length === 0 && !first.name.includes(' and ') ? 'is' : 'are';
  return `${names} of ${of} ${verb} not accepted${times.length === 0 ? '' : `: ${times.join(', ')}`}`;
}

/** A token may claim to expire at a time that no `Date` can be. */
const isDate = (ms: number) => !Number.isNaN(new Date(ms).getTime());

function timeOf(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}
