import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The keys of a server of S3. */
export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
}

/** What is handed out for a time: keys that are valid with their token alone. */
export interface TemporaryCredentials extends Keys {
  sessionToken: string;
}

/** What is wrong with a request, as S3 says it; `undefined` when nothing is. */
export interface Refusal {
  status: number;
  code: string;
}

const TOKEN = 'x-amz-security-token';
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/** What a request says of its signature. */
function signatureIn({ headers }: Pick<IncomingMessage, 'headers'>) {
  const [, accessKeyId = '', scope = '', signed = '', signature = ''] =
    AUTHORIZATION.exec(headers.authorization ?? '') ?? [];
  return { accessKeyId, scope, signed: signed.split(';'), signature };
}

/**
 * Judges a request with temporary credentials by the documented rules: they are known, their token comes with them, and the request is signed with them.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function judge(request: IncomingMessage, valid: readonly TemporaryCredentials[]): Refusal | undefined {
  const { accessKeyId, scope, signed, signature } = signatureIn(request);
  const credentials = valid.find((one) => one.accessKeyId === accessKeyId);
  if (credentials === undefined) return { status: 403, code: 'InvalidAccessKeyId' };
  if (request.headers[TOKEN] !== credentials.sessionToken) return { status: 400, code: 'InvalidToken' };
  if (!signed.includes(TOKEN) || sign(request, scope, signed, credentials) !== signature)
    return { status: 403, code: 'SignatureDoesNotMatch' };
  return undefined;
}

/** The headers of a request as if it were signed with other keys, without a token. */
export function signedAnew(request: IncomingMessage, keys: Keys): IncomingMessage['headers'] {
  const { scope, signed } = signatureIn(request);
  const { [TOKEN]: _, ...headers } = request.headers;
  const names = signed.filter((name) => name !== TOKEN);
  const signature = sign({ method: request.method, url: request.url, headers }, scope, names, keys);
  const authorization = `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...headers, authorization };
}

function sign(
  { method = '', url = '', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  scope: string,
  signed: readonly string[],
  { secretAccessKey }: Keys,
): string {
  const header = (name: string) => String(headers[name] ?? '');
  const [path = '', query = ''] = url.split('?');
  const parameters = query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => (part.includes('=') ? part : `${part}=`))
    .toSorted();
  const canonical = [
    ...[method, path, parameters.join('&')],
    ...signed.map((name) => `${name}:${header(name).trim().replaceAll(/ +/g, ' ')}`),
    ...['', signed.join(';'), header('x-amz-content-sha256')],
  ].join('\n');
  const digest = createHash('sha256').update(canonical).digest('hex');
  const toSign = ['AWS4-HMAC-SHA256', header('x-amz-date'), scope, digest].join('\n');
  const key = scope
    .split('/')
    .reduce<string | Buffer>(
      (last, part) => createHmac('sha256', last).update(part).digest(),
      `AWS4${secretAccessKey}`,
    );
  return createHmac('sha256', key).update(toSign).digest('hex');
}
