import { request, type Dispatcher } from 'undici';
import type { Cluster } from '../../../cluster/cluster.ts';
import { dispatcherFor } from '../../../cluster/kubeconfig/dispatcher.ts';
import { boundedText } from '../../../cluster/transport/bounded-text.ts';
import { MetricsError } from '../api/metrics-error.ts';
import type { Endpoint } from '../find/endpoint-rights.ts';
import { readCredential } from './credentials.ts';
import { ANSWER_MS, LARGEST, type Reach } from './reach.ts';

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

/**
 * An address, asked from where the suite runs. Redirects are not followed: a login page is no answer.
 * @throws MetricsError METRICS_CONFIG when a credential cannot be read.
 */
export async function directly(
  cluster: Cluster,
  endpoint: Endpoint,
  section: Reach['section'],
  signal: AbortSignal,
): Promise<Reach> {
  const { auth } = endpoint;
  const read = (key: 'bearerToken' | 'password' | 'clientCertificate' | 'clientKey' | 'ca') =>
    readCredential(cluster, auth[key], `${section}.auth.${key}`, signal);
  const token = await read('bearerToken');
  const password = await read('password');
  const [cert, key, ca] = [await read('clientCertificate'), await read('clientKey'), await read('ca')];
  const basic = Buffer.from(`${auth.username}:${password ?? ''}`).toString('base64');
  const authorization = token === undefined ? (auth.username === '' ? undefined : `Basic ${basic}`) : `Bearer ${token}`;
  const tls = {
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(ca !== undefined && { ca: [ca] }),
  };
  let dispatcher: Dispatcher | undefined;
  const base = endpoint.url.replace(/\/+$/, '');
  return {
    name: base,
    section,
    byHand: (path) => `curl '${base}${path}'`,
    get: async (path, askedBy) => {
      try {
        dispatcher ??= dispatcherFor(tls, undefined, process.env);
        const answer = await request(`${base}${path}`, {
          dispatcher,
          headers: { accept: 'application/json', ...endpoint.headers, ...(authorization && { authorization }) },
          signal: askedBy,
          headersTimeout: ANSWER_MS,
          bodyTimeout: ANSWER_MS,
        });
        const { text, more } = await boundedText(answer, LARGEST);
        return more ? { status: 413, body: '' } : { status: answer.statusCode, body: text };
      } catch (error) {
        askedBy.throwIfAborted();
        throw unreachable(error, base, section);
      }
    },
  };
}

function unreachable(error: unknown, base: string, section: Reach['section']): MetricsError {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string };
  const isTls = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(code);
  const why = isTls
    ? `its certificate is not accepted (${code})`
    : `${CAUSES[code] ?? 'it failed'} (${code || message.slice(0, 80)})`;
  return new MetricsError('METRICS_UNREACHABLE', {
    meaning: 'cluster',
    expected: `${section} to answer`,
    seen: `${base} cannot be reached: ${why}`,
    todo: isTls
      ? `set ${section}.auth.ca to the authorities that have signed it`
      : `check ${section}.url, and that it can be reached from where the suite runs`,
    transient: !isTls,
    cause: error,
  });
}
