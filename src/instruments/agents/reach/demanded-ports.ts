import { isForbidden } from '../../../cluster/cluster-error.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import type { Wire } from '../../../cluster/kinds/kind.ts';
import { kinds, type Service } from '../../../cluster/kinds/kinds.ts';
import { recentList } from '../../../cluster/lists/recent-list.ts';
import type { Right } from '../../../cluster/rights/rights.ts';
import type { V1Ingress } from '@kubernetes/client-node';

type Ingress = Wire<V1Ingress>;
type Backend = NonNullable<NonNullable<Ingress['spec']>['defaultBackend']>;

/** The permission to read them. Without it, no port is known to be demanded. */
export const demandedPortsRight: Right = {
  ...{ group: kinds.ingresses.group, resource: kinds.ingresses.resource, namespaced: true },
  ...{ verbs: ['list'], scope: 'cluster', optional: true },
};

/**
 * The ports of a Service to which an Ingress of its namespace leads, by their names; one without a name is `''`. Somebody wants these to be open,
 * whatever the app does.
 * @throws ClusterError when they cannot be read, except for a missing permission.
 */
export async function demandedPorts(cluster: Cluster, service: Service): Promise<ReadonlySet<string>> {
  const { namespace = '' } = service.metadata ?? {};
  try {
    return portsBehind(await recentList(cluster, kinds.ingresses, { namespace }), service);
  } catch (error) {
    if (isForbidden(error)) return new Set();
    throw error;
  }
}

/** The same from the Ingresses of its namespace; pure. */
export function portsBehind(ingresses: readonly Ingress[], { metadata, spec }: Service): ReadonlySet<string> {
  const backends = ingresses.flatMap(({ spec: { defaultBackend, rules = [] } = {} }): (Backend | undefined)[] => [
    defaultBackend,
    ...rules.flatMap(({ http }) => http?.paths ?? []).map(({ backend }) => backend),
  ]);
  const wanted = backends.flatMap((one) => (one?.service?.name === metadata?.name ? (one?.service?.port ?? []) : []));
  const ports = (spec?.ports ?? []).filter(({ name, port }) =>
    wanted.some((one) => (one.name === undefined ? one.number === port : one.name === name)),
  );
  return new Set(ports.map(({ name = '' }) => name));
}
