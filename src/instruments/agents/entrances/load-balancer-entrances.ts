import type { Ref } from '../../../cluster/kinds/kind.ts';
import { kinds, type Service } from '../../../cluster/kinds/kinds.ts';
import { isLoadBalancer } from '../../../conditions/platform/load-balancer.ts';
import { serviceRights } from '../rights.ts';
import {
  addressesIn,
  MOST_TARGETS,
  nameFor,
  notAsked,
  whyNothing,
  type Entrances,
  type EntranceSource,
} from './entrance-source.ts';

/** https://kubernetes-sigs.github.io/external-dns/latest/docs/annotations/annotations/ */
const HOSTNAME = 'external-dns.alpha.kubernetes.io/hostname';

/** The first address of a Service of type LoadBalancer, at each of its TCP ports. */
export function loadBalancerEntrances(ref: Required<Ref>): EntranceSource {
  return {
    title: `load balancer of service ${ref.namespace}/${ref.name}`,
    rights: serviceRights,
    todo: `kubectl -n ${ref.namespace} describe service ${ref.name}`,
    entrances: async (look) => {
      const service = await look.get(kinds.services, ref, { wholeCluster: true });
      if (!service) return notAsked('it does not exist any more');
      if (!isLoadBalancer(service)) return notAsked(`its type is ${service.spec?.type} now`);
      const why = await whyNothing(look, [ref]);
      const all = targetsOfLoadBalancer(service);
      return why === undefined ? all : { ...notAsked(why), names: all.names };
    },
  };
}

/** What is asked of a load balancer; pure. */
export function targetsOfLoadBalancer({ metadata, spec, status }: Service): Entrances {
  const annotated = metadata?.annotations?.[HOSTNAME]?.split(',') ?? [];
  const names = annotated.slice(0, MOST_TARGETS).flatMap((name) => nameFor(name.trim()) ?? []);
  if ((spec?.loadBalancerSourceRanges ?? []).length > 0)
    return { ...notAsked('its loadBalancerSourceRanges say who may use it'), names };
  const [host] = addressesIn(status?.loadBalancer?.ingress);
  if (host === undefined) return { ...notAsked('it has no address'), names };
  const ports = (spec?.ports ?? []).filter(({ protocol = 'TCP' }) => protocol === 'TCP').slice(0, MOST_TARGETS);
  if (ports.length === 0) return { ...notAsked('it has no TCP port'), names };
  return { targets: ports.map(({ port }) => ({ host, port, tls: false })), names };
}
