import type { Service } from '../cluster/kinds/kinds.ts';
import type { NamedService } from '../config/sections/endpoint.ts';
import type { Named } from './misconfigured.ts';

/**
 * The port of a Service that the configuration names; pure.
 * @param found the Service; `undefined` when it does not exist.
 * @param usual ports of the server, the surest first, for a name without a port.
 * @param shown how messages name the Service: `monitoring/prometheus`.
 * @throws the error of `misconfigured` when the Service does not exist, or does not have the port.
 */
export function namedPort(
  found: Service | undefined,
  { namespace, name, port }: NamedService,
  usual: readonly number[],
  { section, misconfigured }: Named,
  shown = `${namespace}/${name}`,
): number {
  const offered = (found?.spec?.ports ?? []).map((one) => one.port);
  const chosen = port ?? usual.find((one) => offered.includes(one));
  if (found && chosen !== undefined && offered.includes(chosen)) return chosen;
  throw misconfigured({
    expected: `the Service that ${section}.service names`,
    seen: found
      ? `service ${shown} has ${port === undefined ? 'no usual port' : `no port ${port}`}; it has ${offered.slice(0, 10).join(', ') || 'none'}`
      : `service ${shown} does not exist`,
    todo: found ? `write the port, as in ${namespace}/${name}:${offered[0] ?? usual[0]}` : `check ${section}.service`,
  });
}
