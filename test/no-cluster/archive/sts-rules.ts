import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { IdentityProvider } from './identity-provider.ts';
import type { TemporaryCredentials } from './temporary-credentials.ts';

/** An answer, in XML. */
interface Answer {
  status: number;
  body: string;
}

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
const AUDIENCE = 'sts.amazonaws.com';

/**
 * A server of ours that enforces the rules that AWS documents for AssumeRoleWithWebIdentity, and only these: it is not STS. It knows one role, which
 * one service account of one identity provider may take. Errors and bounds: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export class StsRules implements AsyncDisposable {
  /** The role that can be taken. */
  readonly role = 'arn:aws:iam::123456789012:role/shakedown-archive';
  /** For how long credentials are valid, in seconds. */
  validSeconds = 3_600;
  endpoint = '';
  readonly #handedOut: { credentials: TemporaryCredentials; until: number }[] = [];
  readonly #provider: IdentityProvider;
  readonly #trusted: string;
  readonly #server = createServer((request, response) => {
    void this.#answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
    });
  });

  private constructor(provider: IdentityProvider, trusted: string) {
    this.#provider = provider;
    this.#trusted = trusted;
  }

  /** @param trusted the subject that the role trusts. */
  static async start(provider: IdentityProvider, trusted: string): Promise<StsRules> {
    const rules = new StsRules(provider, trusted);
    rules.#server.listen(0, '127.0.0.1');
    await once(rules.#server, 'listening');
    rules.endpoint = `http://127.0.0.1:${(rules.#server.address() as AddressInfo).port}`;
    return rules;
  }

  /** What was handed out, and is valid now. */
  valid(): TemporaryCredentials[] {
    return this.#handedOut.filter(({ until }) => until > Date.now()).map(({ credentials }) => credentials);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const asked = new URLSearchParams(await text(request));
    const of = (name: string) => asked.get(name) ?? '';
    // The token is the proof, so the request is not signed.
    if (request.headers.authorization !== undefined) return refusal(400, 'ValidationError');
    if (of('Action') !== 'AssumeRoleWithWebIdentity' || of('Version') !== '2011-06-15')
      return refusal(400, 'InvalidAction');
    if (!/^[\w+=,.@-]{2,64}$/.test(of('RoleSessionName'))) return refusal(400, 'ValidationError');
    if (of('RoleArn').length < 20 || of('RoleArn').length > 2_048) return refusal(400, 'ValidationError');
    if (of('WebIdentityToken').length < 4 || of('WebIdentityToken').length > 20_000)
      return refusal(400, 'ValidationError');
    const claims = this.#provider.verified(of('WebIdentityToken'));
    if (claims === undefined || claims.aud !== AUDIENCE) return refusal(400, 'InvalidIdentityToken');
    if (claims.exp * 1_000 < Date.now()) return refusal(400, 'ExpiredTokenException');
    if (of('RoleArn') !== this.role || claims.sub !== this.#trusted) return refusal(403, 'AccessDenied');
    const credentials = newCredentials();
    const until = Date.now() + this.validSeconds * 1_000;
    this.#handedOut.push({ credentials, until });
    const expiration = new Date(until).toISOString();
    return {
      status: 200,
      body: `<AssumeRoleWithWebIdentityResponse xmlns="${NAMESPACE}"><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>${credentials.accessKeyId}</AccessKeyId><SecretAccessKey>${credentials.secretAccessKey}</SecretAccessKey><SessionToken>${credentials.sessionToken}</SessionToken><Expiration>${expiration}</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
    };
  }
}

/** Credentials as STS names them: temporary keys begin with ASIA. */
export function newCredentials(): TemporaryCredentials {
  return {
    accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: randomBytes(60).toString('base64'),
  };
}

function refusal(status: number, code: string): Answer {
  return {
    status,
    body: `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${code}</Code><Message>It is refused.</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
  };
}
