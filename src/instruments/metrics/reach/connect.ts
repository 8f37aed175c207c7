import type { Cluster } from '../../../cluster/cluster.ts';
import { kinds, type Service } from '../../../cluster/kinds/kinds.ts';
import { namedService, type NamedService } from '../../../config/sections/endpoint.ts';
import { MetricsError } from '../api/metrics-error.ts';
import { chooseService, type FoundService } from '../find/choose-service.ts';
import type { Endpoint } from '../find/endpoint-rights.ts';
import type { KnownServices } from '../find/known-services.ts';
import { directly } from './directly.ts';
import type { Reach } from './reach.ts';
import { throughApiServer } from './through-api-server.ts';

/** The way to a server, or that the cluster has none. */
export type Connected = { reach: Reach; remark?: string } | { absent: string };

/**
 * Finds the way to a server: the address or the Service that the configuration names, else a Service with its labels or a usual name.
 * @throws MetricsError METRICS_CONFIG; ClusterError
 */
export async function connect(
  cluster: Cluster,
  endpoint: Endpoint,
  known: KnownServices,
  signal: AbortSignal,
): Promise<Connected> {
  const { section, what } = known;
  if (endpoint.url !== '' && endpoint.service !== '')
    throw new MetricsError('METRICS_CONFIG', {
      meaning: 'usage',
      expected: `one way to ${what}`,
      seen: `the configuration has both ${section}.url and ${section}.service`,
      todo: 'take one of them out',
    });
  if (endpoint.url !== '') return { reach: await directly(cluster, endpoint, section, signal) };
  const services = await cluster.list(kinds.services, {}, { signal });
  const named = namedService(endpoint.service);
  if (named) return { reach: throughApiServer(cluster, portOf(services, named, known), endpoint, section) };
  const { chosen, others } = chooseService(services, known);
  if (!chosen)
    return {
      absent: `no Service has the labels or a usual name of ${what}; ${section}.service or ${section}.url names one`,
    };
  const reach = throughApiServer(cluster, chosen, endpoint, section);
  if (others.length === 0) return { reach };
  const more = others.length > 3 ? ` and ${others.length - 3} more` : '';
  const named3 = others.slice(0, 3).join(', ');
  return {
    reach,
    remark: `${what} ${chosen.namespace}/${chosen.name} is looked at, and not ${named3}${more}: ${section}.service names another`,
  };
}

/** A Service that the configuration names, with its port. */
function portOf(services: readonly Service[], named: NamedService, { section, ports }: KnownServices): FoundService {
  const { namespace, name, port, isTls } = named;
  const found = services.find(({ metadata }) => metadata?.namespace === namespace && metadata.name === name);
  const offered = (found?.spec?.ports ?? []).map((one) => one.port);
  const chosen = port ?? ports.find((one) => offered.includes(one));
  if (found && chosen !== undefined && offered.includes(chosen)) return { namespace, name, port: chosen, isTls };
  throw new MetricsError('METRICS_CONFIG', {
    meaning: 'usage',
    expected: `the Service that ${section}.service names`,
    seen: found
      ? `service ${namespace}/${name} has ${port === undefined ? 'no usual port' : `no port ${port}`}; it has ${offered.slice(0, 10).join(', ') || 'none'}`
      : `service ${namespace}/${name} does not exist`,
    todo: found ? `write the port, as in ${namespace}/${name}:${offered[0] ?? ports[0]}` : `check ${section}.service`,
  });
}
