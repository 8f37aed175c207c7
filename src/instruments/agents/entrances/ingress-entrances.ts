import type { Ref } from '../../../cluster/kinds/kind.ts';
import { looksAt } from '../../../cluster/rights/rights.ts';
import { entranceKinds, type Ingress } from '../../../conditions/platform/entrance-kinds.ts';
import { serviceRights } from '../rights.ts';
import {
  addressesIn,
  MOST_TARGETS,
  nameFor,
  notAsked,
  pathOf,
  whyNothing,
  type Entrances,
  type EntranceSource,
  type EntranceTarget,
} from './entrance-source.ts';
import { ingressBackends } from './ingress.ts';

/**
 * The first address of an Ingress, for each of its names; with TLS where its `tls` has the name. Controllers of clouds take certificates from
 * annotations as well, and then may not listen at port 80 at all, so that without `tls` port 443 is asked where port 80 is silent.
 */
export function ingressEntrances(ref: Required<Ref>): EntranceSource {
  return {
    title: `ingress ${ref.namespace}/${ref.name}`,
    rights: [looksAt(entranceKinds.ingresses), ...serviceRights],
    todo: `kubectl -n ${ref.namespace} describe ingress ${ref.name}`,
    entrances: async (look) => {
      const found = await look.get(entranceKinds.ingresses, ref, { wholeCluster: true });
      if (!found) return notAsked('it does not exist any more');
      const why = await whyNothing(look, ingressBackends(found, ref.namespace));
      const all = targetsOfIngress(found);
      return why === undefined ? all : { ...notAsked(why), names: all.names };
    },
  };
}

/** What is asked of an Ingress whose Services have endpoints; pure. */
export function targetsOfIngress({ spec, status }: Ingress): Entrances {
  const rules = (spec?.rules ?? []).slice(0, MOST_TARGETS);
  const names = rules.flatMap(({ host }) => nameFor(host) ?? []);
  const [host] = addressesIn(status?.loadBalancer?.ingress);
  if (host === undefined) return { ...notAsked('it has no address'), names };
  const secret = new Set((spec?.tls ?? []).flatMap(({ hosts }) => hosts ?? []));
  const targets = (rules.length > 0 ? rules : [{}]).map((rule): EntranceTarget => {
    const [first] = rule.http?.paths ?? [];
    const tls = rule.host !== undefined && secret.has(rule.host);
    // What such a path means is for its controller to say: it may be a regular expression.
    const path = first?.pathType === 'ImplementationSpecific' ? '/' : pathOf(first?.path);
    const serverName = nameFor(rule.host);
    const common = { host, path, ...(serverName !== undefined && { serverName }) };
    const secure = { ...common, port: 443, tls: true };
    return tls ? secure : { ...common, port: 80, tls: false, otherwise: secure };
  });
  return { targets, names };
}
