import type { Right } from '../../../cluster/rights/rights.ts';
import type { Config } from '../../../config/schema.ts';
import { endpointRights } from '../../../server-access/endpoint-rights.ts';
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

/** The permissions to find the log store and to ask it. */
export function storeRights(settings: Config['logs']): Right[] {
  return endpointRights(settings, ports);
}
