import type { Cluster, ServicePort } from '../../../cluster/cluster.ts';
import { ClusterError } from '../../../cluster/cluster-error.ts';
import type { Ref } from '../../../cluster/kinds/kind.ts';
import { InstrumentTooWeak } from '../../../errors/instrument-too-weak.ts';
import { askedWith } from '../../../server-access/asked-with.ts';
import { noRight, proxyFailure } from '../../../server-access/proxy-failure.ts';
import { LARGEST, tooLarge, type StoreAccess } from '../stores/ask.ts';
import { LogStoreTrouble } from '../stores/log-store.ts';
import { ANSWER_MS } from './directly.ts';

/** The API server passes no credentials on. */
const WITHOUT = { bearerToken: '', username: '', password: '', clientCertificate: '', clientKey: '', ca: '' };

/** A store behind a Service, asked through the proxy of the API server. @param prefix of its paths. */
export function throughApiServer(
  cluster: Cluster,
  service: { ref: Required<Ref> } & ServicePort,
  { title, prefix, headers }: { title: string; prefix: string; headers: Readonly<Record<string, string>> },
): StoreAccess {
  const { ref, ...port } = service;
  return {
    title,
    asked: askedWith({ auth: WITHOUT, headers }),
    ask: async (path, { signal }) => {
      try {
        const options = { headers, signal, timeoutMs: ANSWER_MS, largest: LARGEST };
        return await cluster.serviceProxy(ref, port, `${prefix}${path}`, options);
      } catch (error) {
        throw error instanceof ClusterError ? proxyError(error, title) : error;
      }
    },
  };
}

/** What a failure of the proxy means for a check; an API server that does not answer itself is left to the waits. Pure. */
export function proxyError(error: ClusterError, title: string): Error {
  const failure = proxyFailure(error);
  if (failure === 'no right')
    return new InstrumentTooWeak('LOG_STORE_NO_RIGHT', { ...noRight('the log store', 'logs', title), cause: error });
  if (failure === 'api server') return error;
  if (failure === 'too large') return tooLarge(title);
  const [first = ''] = error.seen.split('\n');
  return new LogStoreTrouble(`${title} cannot be reached: ${first}`, { cause: error });
}
