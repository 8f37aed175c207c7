import type { Cluster } from '../../../cluster/cluster.ts';
import { kinds, type Service } from '../../../cluster/kinds/kinds.ts';
import { namedService, type EndpointSettings, type NamedService } from '../../../config/sections/endpoint.ts';
import { twoWays } from '../../../server-access/misconfigured.ts';
import { namedPort } from '../../../server-access/named-port.ts';
import { chooseService, type FoundService } from '../find/choose-service.ts';
import type { KnownServices } from '../find/known-services.ts';
import { directly } from './directly.ts';
import type { Reach } from './reach.ts';
import { throughApiServer } from './through-api-server.ts';

/** The way to a server, with others that look like it and are not asked, or that the cluster has none. */
export type Connected = { reach: Reach; remark?: string; others?: readonly string[] } | { absent: string };

/**
 * Finds the way to a server: the address or the Service that the configuration names, else a Service with its labels or a usual name.
 * @throws MetricsError METRICS_CONFIG; ClusterError
 */
export async function connect(
  cluster: Cluster,
  endpoint: EndpointSettings,
  known: KnownServices,
  signal: AbortSignal,
): Promise<Connected> {
  const { section, what } = known;
  if (endpoint.url !== '' && endpoint.service !== '') throw twoWays(known);
  if (endpoint.url !== '') return { reach: await directly(cluster, endpoint, known, signal) };
  const services = await cluster.list(kinds.services, {}, { signal });
  const named = namedService(endpoint.service);
  if (named) return { reach: throughApiServer(cluster, serviceOf(services, named, known), endpoint, known) };
  const { chosen, others, guarded } = chooseService(services, known);
  if (!chosen && guarded !== undefined)
    return {
      absent:
        `${what} at service ${guarded} wants a token, which the API server does not pass on: ` +
        `set ${section}.url to the address of its Route, with ${section}.auth.bearerToken`,
    };
  if (!chosen)
    return {
      absent: `no Service has the labels or a usual name of ${what}; ${section}.service or ${section}.url names one`,
    };
  const reach = throughApiServer(cluster, chosen, endpoint, known);
  if (others.length === 0) return { reach };
  const more = others.length > 3 ? ` and ${others.length - 3} more` : '';
  const named3 = others.slice(0, 3).join(', ');
  return {
    reach,
    others,
    remark: `${what} ${chosen.namespace}/${chosen.name} is looked at, and not ${named3}${more}: ${section}.service names another`,
  };
}

/** A Service that the configuration names, with its port. */
function serviceOf(services: readonly Service[], named: NamedService, known: KnownServices): FoundService {
  const { namespace, name, isTls } = named;
  const found = services.find(({ metadata }) => metadata?.namespace === namespace && metadata.name === name);
  return { namespace, name, port: namedPort(found, named, known.ports, known), isTls };
}
