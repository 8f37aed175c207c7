import { kinds } from '../../../cluster/kinds/kinds.ts';
import { looksAt, type Right } from '../../../cluster/rights/rights.ts';
import { reachesServices } from '../../../cluster/rights/service-proxy.ts';
import type { Config } from '../../../config/schema.ts';
import { namedService } from '../../../config/sections/endpoint.ts';
import { credentialRights } from '../access/credentials.ts';
import { wellKnown } from './well-known.ts';

/** The ports of all well-known Services of log stores. */
const ports = wellKnown.flatMap(({ names, ports: of }) =>
  names.flatMap((service) =>
    of.flatMap((port) => [
      { service, port },
      { service, port, isTls: true },
    ]),
  ),
);

/**
 * The permissions to find the log store and to ask it: with an address, none but for its credentials; with a Service that the configuration names,
 * that one; else the Services with well-known names.
 */
export function storeRights({ url, service, auth }: Config['logs']): Right[] {
  const secrets = credentialRights(auth);
  if (url !== '') return secrets;
  const services = { ...looksAt(kinds.services), optional: true };
  const named = namedService(service);
  if (!named) return [services, reachesServices(ports, 'cluster'), ...secrets];
  const { namespace, name, isTls } = named;
  const usual = [...new Set(ports.map(({ port }) => port))];
  const wanted = (named.port === undefined ? usual : [named.port]).map((port) => ({ service: name, port, isTls }));
  return [services, reachesServices(wanted, { namespace }), ...secrets];
}
