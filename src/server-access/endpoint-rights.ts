import type { ServicePort } from '../cluster/cluster.ts';
import { kinds } from '../cluster/kinds/kinds.ts';
import { looksAt, type Right } from '../cluster/rights/rights.ts';
import { reachesServices } from '../cluster/rights/service-proxy.ts';
import { credentialKeys, credentialPlace, namedService, type EndpointSettings } from '../config/sections/endpoint.ts';

/**
 * The permissions to find a server and to ask it: with an address, none but for its credentials and the values of headers; with a Service that the configuration names, that
 * one; else the Services with usual names.
 * @param usual names and ports of such Services.
 */
export function endpointRights(
  { url, service, auth, headers }: Pick<EndpointSettings, 'url' | 'service' | 'auth' | 'headers'>,
  usual: readonly ({ service: string } & ServicePort)[],
): Right[] {
  const places = [...credentialKeys.map((key) => auth[key]), ...Object.values(headers)];
  const secrets = places.flatMap(secretRight);
  if (url !== '') return secrets;
  const services = { ...looksAt(kinds.services), optional: true };
  const named = namedService(service);
  if (!named) return [services, reachesServices(usual, 'cluster'), ...secrets];
  const { namespace, name, isTls, port } = named;
  const ports = port === undefined ? [...new Set(usual.map((one) => one.port))] : [port];
  const wanted = ports.map((one) => ({ service: name, port: one, isTls }));
  return [services, reachesServices(wanted, { namespace }), ...secrets];
}

function secretRight(credential: string): Right[] {
  const place = credentialPlace(credential);
  if (!place || 'file' in place) return [];
  const { namespace, name } = place;
  return [{ group: '', resource: 'secrets', verbs: ['get'], scope: { namespace }, names: [name] }];
}
