import { request, type Dispatcher } from 'undici';
import { dispatcherFor } from '../../../cluster/kubeconfig/dispatcher.ts';
import { boundedText } from '../../../cluster/transport/bounded-text.ts';
import type { Config } from '../../../config/schema.ts';
import { LogStoreTrouble } from '../stores/log-store.ts';
import { LARGEST, tooLarge, type StoreAccess } from '../stores/ask.ts';
import type { Credentials } from './credentials.ts';

/** How long an answer may take, in milliseconds. */
export const ANSWER_MS = 20_000;

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

/** A store at an address, asked from where the suite runs. Redirects are not followed: a login page is no answer. */
export function directly(
  title: string,
  { url, headers, auth }: Pick<Config['logs'], 'url' | 'headers' | 'auth'>,
  credentials: Credentials,
): StoreAccess {
  const { bearerToken, password = '', clientCertificate: cert, clientKey: key, ca } = credentials;
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
  return {
    title,
    ask: async (path, { signal }) => {
      try {
        dispatcher ??= dispatcherFor(tls, undefined, process.env);
        const answer = await request(`${base}${path}`, {
          ...{ dispatcher, signal, headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS },
          headers: { ...headers, ...(authorization !== undefined && { authorization }) },
        });
        const { text, more } = await boundedText(answer, LARGEST);
        if (more) throw tooLarge(title);
        return { status: answer.statusCode, body: text };
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof LogStoreTrouble) throw error;
        throw unreachable(title, error);
      }
    },
  };
}

function unreachable(title: string, error: unknown): LogStoreTrouble {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string };
  const isTls = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(code);
  const why = isTls
    ? `its certificate is not accepted (${code}); logs.auth.ca names the authorities that have signed it`
    : `${CAUSES[code] ?? 'it failed'} (${code || message.slice(0, 80)})`;
  return new LogStoreTrouble(`${title} cannot be reached: ${why}`, { cause: error });
}
