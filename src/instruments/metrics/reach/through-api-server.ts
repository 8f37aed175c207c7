import type { Cluster } from '../../../cluster/cluster.ts';
import { ClusterError } from '../../../cluster/cluster-error.ts';
import { objectPath } from '../../../cluster/kinds/paths.ts';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import { proxyName } from '../../../cluster/rights/service-proxy.ts';
import type { EndpointSettings } from '../../../config/sections/endpoint.ts';
import { askedWith } from '../../../server-access/asked-with.ts';
import { hasCredentials } from '../../../server-access/credentials.ts';
import { passesNone } from '../../../server-access/misconfigured.ts';
import { noRight, proxyFailure } from '../../../server-access/proxy-failure.ts';
import { MetricsError } from '../api/metrics-error.ts';
import type { KnownServices } from '../find/known-services.ts';
import type { FoundService } from '../find/choose-service.ts';
import { ANSWER_MS, LARGEST, type Reach } from './reach.ts';
import { tooLarge } from './too-large.ts';

/**
 * A Service, asked by GET through the proxy of the API server: no connection from this machine to the cluster's network is needed.
 * @throws MetricsError METRICS_CONFIG when credentials are configured: the API server keeps an `Authorization` header to itself.
 */
export function throughApiServer(
  cluster: Cluster,
  { namespace, name, port, isTls }: FoundService,
  { path: prefix, headers, auth }: EndpointSettings,
  known: KnownServices,
): Reach {
  const proxied = proxyName(name, { port, isTls });
  if (hasCredentials(auth)) throw passesNone(known, `${namespace}/${proxied}`);
  const { section } = known;
  const shown = `service ${namespace}/${proxied}`;
  const way = {
    name: `${shown} through the API server`,
    section,
    asked: askedWith({ auth, headers }),
    byHand: (path: string) =>
      `kubectl get --raw '${objectPath(kinds.services, { namespace, name: proxied }, 'proxy').replaceAll('%3A', ':')}${prefix}${path}'`,
  };
  return {
    ...way,
    get: async (path, signal) => {
      try {
        const options = { headers, signal, timeoutMs: ANSWER_MS, largest: LARGEST };
        return await cluster.serviceProxy({ namespace, name }, { port, isTls }, `${prefix}${path}`, options);
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error;
        throw proxyFailure(error) === 'too large' ? tooLarge(way, path) : proxyError(error, shown, section);
      }
    },
  };
}

/** What a failure of the API server's proxy means; an API server that does not answer itself is left to the waits. */
export function proxyError(error: ClusterError, shown: string, section: Reach['section']): ClusterError | MetricsError {
  const failure = proxyFailure(error);
  if (failure === 'no right')
    return new MetricsError('METRICS_NO_RIGHT', {
      meaning: 'instrument',
      ...noRight(section, section, shown),
      cause: error,
    });
  if (failure === 'no service')
    return new MetricsError('METRICS_UNREACHABLE', {
      meaning: 'cluster',
      expected: `${section} to answer`,
      seen: `${shown} does not exist`,
      todo: `check ${section}.service`,
      transient: true,
      cause: error,
    });
  if (failure === 'api server') return error;
  return new MetricsError('METRICS_UNREACHABLE', {
    meaning: 'cluster',
    expected: `${section} to answer`,
    seen: `${shown} cannot be reached: ${error.seen}`,
    todo: `kubectl -n ${shown.slice(shown.indexOf(' ') + 1, shown.indexOf('/'))} get pods,endpointslices`,
    transient: true,
    cause: error,
  });
}
