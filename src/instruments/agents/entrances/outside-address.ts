import { BlockList, isIP, isIPv6 } from 'node:net';
import { kinds, type Node, type Service } from '../../../cluster/kinds/kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import type { Asked } from './ask-entrances.ts';

/** Errors of addresses to which packets find no way, or from which none comes back. */
const NO_WAY = new Set(['timeout', 'ENETUNREACH', 'EHOSTUNREACH']);
/** How much of the address of a node its network is taken to have in common, in bits: no object tells it. */
const NODE_NETWORK = { ipv4: 24, ipv6: 64 } as const;
/** RFC 1918, RFC 6598, RFC 4193. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'];

/**
 * Those that may be silent only because pods have no way out of the cluster, or none back in: private clusters without NAT, load balancers that send no
 * connection back to the node that it comes from.
 */
export async function perhapsNoWayOut(look: Look, silent: readonly Asked[]): Promise<Asked[]> {
  if (!silent.some(hasNoWay)) return [];
  const [nodes, services] = await Promise.all([look.list(kinds.nodes), look.list(kinds.services)]);
  return silent.filter((one) => hasNoWay(one) && isOutside(one, nodes, services));
}

const hasNoWay = ({ answer, otherwise = answer.error }: Asked): boolean =>
  NO_WAY.has(answer.error ?? '') && NO_WAY.has(otherwise ?? '');

/**
 * Whether an address is not one of the cluster: a public address, or one that is known by its DNS name, outside of the networks of nodes and pods, and none
 * that nodes themselves lead to a Service. Pure.
 */
export function isOutside(
  { address, target }: Pick<Asked, 'address' | 'target'>,
  nodes: readonly Node[],
  services: readonly Service[],
): boolean {
  if (address === undefined) return false;
  const own = nodes.flatMap(({ spec, status }) => [
    ...(spec?.podCIDRs ?? []),
    ...(status?.addresses ?? []).filter((one) => isIP(one.address) !== 0).map((one) => networkOf(one.address)),
  ]);
  if (isIn(own, address) || services.some((service) => leadsTo(service, address))) return false;
  return isIP(target.host) === 0 || !isIn(PRIVATE, address);
}

/** Whether nodes lead what goes to an address to a Service, without its load balancer; pure. */
function leadsTo({ spec, status }: Service, address: string): boolean {
  // `Proxy` says that the load balancer has to be asked itself.
  const balanced = (status?.loadBalancer?.ingress ?? []).filter(({ ipMode }) => ipMode !== 'Proxy').map(({ ip }) => ip);
  return [...(spec?.clusterIPs ?? []), ...(spec?.externalIPs ?? []), ...balanced].includes(address);
}

const familyOf = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4');
const networkOf = (address: string) => `${address}/${NODE_NETWORK[familyOf(address)]}`;

function isIn(networks: readonly string[], address: string): boolean {
  const block = new BlockList();
  for (const network of networks) {
    const [base = '', bits] = network.split('/');
    block.addSubnet(base, Number(bits), familyOf(base));
  }
  return block.check(address, familyOf(address));
}
