import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IdentityProvider } from './identity-provider.ts';
import { newCredentials } from './sts-rules.ts';

const AUDIENCE = 'pods.eks.amazonaws.com';

/**
 * A server of ours that enforces the rules that AWS documents for credentials of containers, and only these: it is not the agent of EKS. A pod sends the
 * token of its service account. https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export class PodIdentityRules implements AsyncDisposable {
  /** The address that a container is given. */
  url = '';
  /** What was handed out. */
  readonly credentials = newCredentials();
  readonly #server = createServer((request, response) => {
    const { status, body } = this.#answer(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  readonly #provider: IdentityProvider;
  readonly #trusted: string;

  private constructor(provider: IdentityProvider, trusted: string) {
    this.#provider = provider;
    this.#trusted = trusted;
  }

  /** @param trusted the subject with a role. */
  static async start(provider: IdentityProvider, trusted: string): Promise<PodIdentityRules> {
    const rules = new PodIdentityRules(provider, trusted);
    rules.#server.listen(0, '127.0.0.1');
    await once(rules.#server, 'listening');
    rules.url = `http://127.0.0.1:${(rules.#server.address() as AddressInfo).port}/v1/credentials`;
    return rules;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer({ method, url, headers }: IncomingMessage): { status: number; body: object } {
    if (method !== 'GET' || url !== '/v1/credentials') return { status: 404, body: { code: 'NotFound', message: '' } };
    const claims = this.#provider.verified(headers.authorization ?? '');
    if (claims?.aud !== AUDIENCE) return { status: 400, body: { code: 'InvalidTokenException', message: '' } };
    if (claims.exp * 1_000 < Date.now()) return { status: 400, body: { code: 'ExpiredTokenException', message: '' } };
    if (claims.sub !== this.#trusted) return { status: 403, body: { code: 'AccessDeniedException', message: '' } };
    return {
      status: 200,
      body: {
        ...{ AccessKeyId: this.credentials.accessKeyId, SecretAccessKey: this.credentials.secretAccessKey },
        ...{ Token: this.credentials.sessionToken, Expiration: new Date(Date.now() + 3_600_000).toISOString() },
      },
    };
  }
}
