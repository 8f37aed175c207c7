import { generateKeyPairSync, sign, verify } from 'node:crypto';

/** What a token says. */
export interface Claims {
  sub: string;
  aud: string;
  /** Seconds since 1970. */
  exp: number;
}

/** Signs tokens as a cluster does for its service accounts, and verifies them as whoever trusts it. RFC 7519, RS256. */
export class IdentityProvider {
  readonly #keys = generateKeyPairSync('rsa', { modulusLength: 2_048 });

  /** @param seconds for how long it is valid; a negative number for one that has expired. */
  token({ sub, aud, seconds }: Pick<Claims, 'sub' | 'aud'> & { seconds: number }): string {
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const claims: Claims = { sub, aud, exp: Math.floor(Date.now() / 1_000) + seconds };
    const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), this.#keys.privateKey).toString('base64url')}`;
  }

  /** What a token says; `undefined` when it was not signed here. */
  verified(token: string): Claims | undefined {
    const [header = '', body = '', signature = ''] = token.split('.');
    const signed = Buffer.from(`${header}.${body}`);
    if (!verify('RSA-SHA256', signed, this.#keys.publicKey, Buffer.from(signature, 'base64url'))) return undefined;
    return JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims;
  }
}
