import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a token says. */
export interface Claims {
  sub: string;
  aud: string;
  /** Seconds since 1970. */
  exp: number;
}

const KEY = 'key-1';

/** Signs tokens as a cluster does for its service accounts, and verifies them as whoever trusts it. RFC 7519, RS256. */
export class IdentityProvider {
  /** Its name in tokens: the address below which {@link serve} has its keys. */
  issuer = 'https://cluster.invalid';
  readonly #keys = generateKeyPairSync('rsa', { modulusLength: 2_048 });

  /** @param seconds for how long it is valid; a negative number for one that has expired. */
  token({ sub, aud, seconds }: Pick<Claims, 'sub' | 'aud'> & { seconds: number }): string {
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const now = Math.floor(Date.now() / 1_000);
    const claims = { sub, aud, exp: now + seconds } satisfies Claims;
    const signed = `${encode({ alg: 'RS256', typ: 'JWT', kid: KEY })}.${encode({ iss: this.issuer, iat: now, ...claims })}`;
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), this.#keys.privateKey).toString('base64url')}`;
  }

  /** Serves its keys, for whoever verifies tokens by itself. RFC 7517. */
  async serve(): Promise<AsyncDisposable> {
    const key = { ...this.#keys.publicKey.export({ format: 'jwk' }), kid: KEY, alg: 'RS256', use: 'sig' };
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [key] }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return {
      [Symbol.asyncDispose]: async () => {
        server.closeAllConnections();
        server.close();
      },
    };
  }

  /** What a token says; `undefined` when it was not signed here. */
  verified(token: string): Claims | undefined {
    const [header = '', body = '', signature = ''] = token.split('.');
    const signed = Buffer.from(`${header}.${body}`);
    if (!verify('RSA-SHA256', signed, this.#keys.publicKey, Buffer.from(signature, 'base64url'))) return undefined;
    return JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims;
  }
}
