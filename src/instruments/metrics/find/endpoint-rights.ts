import { kinds } from '../../../cluster/kinds/kinds.ts';
import { looksAt, type Right } from '../../../cluster/rights/rights.ts';
import { reachesServices } from '../../../cluster/rights/service-proxy.ts';
import type { Config } from '../../../config/schema.ts';
import { credentialPlace, namedService } from '../../../config/sections/endpoint.ts';
import type { KnownServices } from './known-services.ts';

/** The section of a server in the configuration. */
export type Endpoint = Config['prometheus' | 'alertmanager'];

/**
 * The permissions to find a server and to ask it: with an address, none but for its credentials; with a Service that the configuration names, that
 * one; else the Services with usual names.
 */
export function endpointRights(endpoint: Endpoint, { names, ports }: KnownServices): Right[] {
  const secrets = Object.values(endpoint.auth).flatMap(secretRight);
  if (endpoint.url !== '') return secrets;
  const named = namedService(endpoint.service);
  const services = { ...looksAt(kinds.services), optional: true };
  if (!named) {
    const all = names.flatMap((service) => ports.map((port) => ({ service, port })));
    return [services, reachesServices(all, 'cluster'), ...secrets];
  }
  const { namespace, name: service, isTls, port } = named;
  const wanted = (port === undefined ? ports : [port]).map((one) => ({ service, port: one, isTls }));
  return [services, reachesServices(wanted, { namespace }), ...secrets];
}

function secretRight(credential: string): Right[] {
  const place = credentialPlace(credential);
  if (!place || 'file' in place) return [];
  const { namespace, name } = place;
  return [{ group: '', resource: 'secrets', verbs: ['get'], scope: { namespace }, names: [name] }];
}
