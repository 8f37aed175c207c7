import { isIPv6 } from 'node:net';
import type { Ref } from '../../../cluster/kinds/kind.ts';
import type { EndpointSlice, Service } from '../../../cluster/kinds/kinds.ts';
import type { DnsQuestion } from '../agent-protocol.ts';
import { slicesOf } from '../../../cluster/endpoints/slices-of.ts';
import { isEmpty } from './dns-configuration.ts';

/** Services as discovery found them. */
export type FoundServices = { readonly items: readonly Service[] } | { readonly trouble: Error };

/**
 * The number of names that each node asks for. The same server answers for all Services from the same data, so more names would load the
 * cluster DNS without new information.
 */
export const MOST_NAMES = 50;

/** The length of a DNS name, in characters without the last dot (RFC 1035, section 2.3.4). Long domains leave less for a Service. */
export const LONGEST_NAME = 253;

/** Whether a name with its last dot is longer than names can be: it cannot be asked for. */
export const isTooLong = (name: string): boolean => name.length - 1 > LONGEST_NAME;

/** A question and its expected answer. */
export interface Expected {
  question: DnsQuestion;
  /** Addresses that may be in the answer. */
  addresses: ReadonlySet<string>;
  /** Whether all of them must be in the answer. */
  all: boolean;
  /** Whether it is the name of a Service with a cluster IP and without a published endpoint: some name servers leave it out. */
  isEmpty?: boolean;
  /** Whether the Service was created in this run. */
  isNew?: boolean;
  /** Whether it is the name of a headless Service that had no published endpoint a moment ago: name servers may not know of them yet. */
  wasEmpty?: boolean;
}

/**
 * The Services to ask the cluster DNS for: the API server's own, which every cluster has, and those of `services` that have an
 * address in the cluster. At most {@link MOST_NAMES}, evenly spread over the sorted names, so that they are the same in each run. Pure.
 */
export function servicesToAskFor(services: readonly Service[], most = MOST_NAMES): Required<Ref>[] {
  const others = services
    .filter(({ spec }) => spec?.type !== 'ExternalName')
    .map(({ metadata: { namespace = '', name = '' } = {} }) => ({ namespace, name }))
    .filter(({ namespace, name }) => namespace !== API.namespace || name !== API.name)
    .toSorted((a, b) => (`${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1));
  const places = Math.min(most - 1, others.length);
  const spread = Array.from({ length: places }, (_, place) => others[Math.floor((place * others.length) / places)]);
  return [API, ...spread.filter((ref) => ref !== undefined)];
}

/** The choice is the same for every node, and sorting takes its time. */
const chosen = new WeakMap<FoundServices, Required<Ref>[]>();

/** Those of the Services found to ask for; that of the API server alone when they could not be listed. */
export function chosenFrom(found: FoundServices): readonly Required<Ref>[] {
  const names = chosen.get(found) ?? servicesToAskFor('items' in found ? found.items : []);
  chosen.set(found, names);
  return names;
}

const API = { namespace: 'default', name: 'kubernetes' };

/** The name of a Service, with its last dot; pure. */
export function nameOf({ metadata: { namespace = '', name = '' } = {} }: Service, clusterDomain: string): string {
  return `${name}.${namespace}.svc.${clusterDomain}.`;
}

/**
 * The questions for a Service and their expected answers. For a headless Service the answer is the changing addresses of its endpoints;
 * without a published endpoint there is no answer. Pure.
 */
export function expectedOf(service: Service, all: readonly EndpointSlice[], clusterDomain: string): Expected[] {
  const { namespace = '', name = '' } = service.metadata ?? {};
  const fullName = nameOf(service, clusterDomain);
  const fixed = (service.spec?.clusterIPs ?? []).filter((address) => address !== 'None');
  // The cluster DNS does not resolve endpoints that are names.
  const slices = slicesOf({ namespace, name }, all).filter(({ addressType }) => addressType !== 'FQDN');
  if (fixed.length === 0 && isEmpty(slices)) return [];
  const known = slices.flatMap(({ endpoints }) => (endpoints ?? []).flatMap(({ addresses }) => addresses));
  const addresses = fixed.length > 0 ? fixed : known;
  return (['A', 'AAAA'] as const).flatMap((type) => {
    const own = addresses.filter((address) => isIPv6(address) === (type === 'AAAA'));
    if (own.length === 0) return [];
    const empty = fixed.length > 0 && isEmpty(slices) && { isEmpty: true };
    return [{ question: { name: fullName, type }, addresses: new Set(own), all: fixed.length > 0, ...empty }];
  });
}
