import type { Cluster } from '../../../cluster/cluster.ts';
import { kinds, type Service } from '../../../cluster/kinds/kinds.ts';
import { namedService, type EndpointSettings, type NamedService } from '../../../config/sections/endpoint.ts';
import { twoWays } from '../../../server-access/misconfigured.ts';
import { readHeaders } from '../../../server-access/headers.ts';
import { namedPort } from '../../../server-access/named-port.ts';
import { chooseService, type FoundService } from '../find/choose-service.ts';
import type { KnownServices } from '../find/known-services.ts';
import { objectsBehind, operatorObjects, pathOf, type OperatorObject } from '../find/operator-objects.ts';
import { directly } from './directly.ts';
import type { Reach } from './reach.ts';
import { throughApiServer } from './through-api-server.ts';

/** The way to a server, with others that look like it and are not asked, or that the cluster has none. */
export type Connected =
  | {
      reach: Reach;
      remark?: string;
      others?: readonly string[];
      /** The object of prometheus-operator that is asked; absent where there is none. */
      object?: OperatorObject;
    }
  | { absent: string };

/**
 * Finds the way to a server: the address or the Service that the configuration names, else a Service with its labels or a usual name.
 * @throws MetricsError METRICS_CONFIG; ClusterError
 */
export async function connect(
  cluster: Cluster,
  settings: EndpointSettings,
  known: KnownServices,
  signal: AbortSignal,
): Promise<Connected> {
  const { section, what } = known;
  const endpoint = { ...settings, headers: await readHeaders(cluster, settings.headers, known, signal) };
  if (endpoint.url !== '' && endpoint.service !== '') throw twoWays(known);
  if (endpoint.url !== '') return { reach: await directly(cluster, endpoint, known, signal) };
  const [services, objects] = await Promise.all([
    cluster.list(kinds.services, {}, { signal }),
    operatorObjects(cluster, known.operated, signal),
  ]);
  const reached = (found: FoundService) => {
    const path = endpoint.path === '' && found.object ? pathOf(found.object) : endpoint.path;
    const reach = throughApiServer(cluster, found, { ...endpoint, path }, known);
    return { reach, ...(found.object && { object: found.object }) };
  };
  const named = namedService(endpoint.service);
  if (named) return reached(serviceOf(services, named, known, objects));
  const { chosen, others, guarded, local, shared } = chooseService(services, known, objects);
  if (!chosen && guarded !== undefined)
    return {
      absent:
        `${what} at service ${guarded} wants a token, which the API server does not pass on: ` +
        `set ${section}.url to the address of its Route, with ${section}.auth.bearerToken`,
    };
  if (!chosen && local !== undefined)
    return {
      absent: `${what} ${local} listens on the loopback address of its pods alone (listenLocal): set ${section}.url to an address that leads to it`,
    };
  if (!chosen && shared)
    return {
      absent: `service ${shared.service} leads to the pods of several ${what}, ${shared.names.slice(0, 5).join(', ')}: set ${section}.service to the Service of one`,
    };
  if (!chosen)
    return {
      absent: `no Service has the labels or a usual name of ${what}; ${section}.service or ${section}.url names one`,
    };
  if (others.length === 0) return reached(chosen);
  const more = others.length > 3 ? ` and ${others.length - 3} more` : '';
  const named3 = others.slice(0, 3).join(', ');
  return {
    ...reached(chosen),
    others,
    remark: `${what} ${chosen.namespace}/${chosen.name} is looked at, and not ${named3}${more}: ${section}.service names another`,
  };
}

/** A Service that the configuration names, with its port. */
function serviceOf(
  services: readonly Service[],
  named: NamedService,
  known: KnownServices,
  objects: readonly OperatorObject[],
): FoundService {
  const { namespace, name, isTls } = named;
  const found = services.find(({ metadata }) => metadata?.namespace === namespace && metadata.name === name);
  const [object] = found ? objectsBehind(found, known.operated, objects) : [];
  return { namespace, name, port: namedPort(found, named, known.ports, known), isTls, ...(object && { object }) };
}
