import { request, type Dispatcher } from 'undici';
import { dispatcherFor } from '../cluster/kubeconfig/dispatcher.ts';
import { boundedText } from '../cluster/transport/bounded-text.ts';
import type { EndpointSettings } from '../config/sections/endpoint.ts';
import type { Credentials } from './credentials.ts';

/** What a connection error means, for the codes that people meet. */
const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the name is not known',
  EHOSTUNREACH: 'there is no way to it',
  ECONNRESET: 'the connection was cut',
  UND_ERR_CONNECT_TIMEOUT: 'no connection came about',
  UND_ERR_HEADERS_TIMEOUT: 'no answer came',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped in the middle',
};

/** No answer came from an address. */
export class Unreachable extends Error {
  /** Whether its certificate is not accepted, which does not pass by itself. */
  readonly isTls: boolean;
  /** In a few words. */
  readonly why: string;

  constructor(cause: unknown) {
    const { code = '', message = '' } = (cause ?? {}) as { code?: string; message?: string };
    const isTls = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(code);
    const why = isTls
      ? `its certificate is not accepted (${code})`
      : `${CAUSES[code] ?? 'it failed'} (${code || message.slice(0, 80)})`;
    super(why, { cause });
    this.isTls = isTls;
    this.why = why;
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'Unreachable', enumerable: false });
  }
}

/** What an answer over HTTP may be at most. */
export interface AnswerLimits {
  /** How long it may take, in milliseconds. */
  answerMs: number;
  /** The largest that is read, in bytes. */
  largest: number;
}

/** One GET of a path below an address. `isCut`: the answer is larger than may be read. @throws Unreachable; the signal's reason */
export type Get = (path: string, signal: AbortSignal) => Promise<{ status: number; body: string; isCut: boolean }>;

/** An address, asked from where the suite runs. Redirects are not followed: a login page is no answer. */
export function directly(
  { url, headers, auth }: Pick<EndpointSettings, 'url' | 'headers' | 'auth'>,
  { bearerToken, password = '', clientCertificate: cert, clientKey: key, ca }: Credentials,
  { answerMs, largest }: AnswerLimits,
): Get {
  const basic = Buffer.from(`${auth.username}:${password}`).toString('base64');
  const authorization =
    bearerToken === undefined ? (auth.username === '' ? undefined : `Basic ${basic}`) : `Bearer ${bearerToken}`;
  const tls = {
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(ca !== undefined && { ca: [ca] }),
  };
  let dispatcher: Dispatcher | undefined;
  const base = url.replace(/\/+$/, '');
  return async (path, signal) => {
    try {
      dispatcher ??= dispatcherFor(tls, undefined, process.env);
      const answer = await request(`${base}${path}`, {
        ...{ dispatcher, signal, headersTimeout: answerMs, bodyTimeout: answerMs },
        headers: { ...headers, ...(authorization !== undefined && { authorization }) },
      });
      const { text, more } = await boundedText(answer, largest);
      return { status: answer.statusCode, body: text, isCut: more };
    } catch (error) {
      signal.throwIfAborted();
      throw new Unreachable(error);
    }
  };
}
