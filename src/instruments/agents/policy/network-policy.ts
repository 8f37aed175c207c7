import { BlockList, isIPv6 } from 'node:net';
import type { NetworkPolicy, Pod } from '../../../cluster/kinds.ts';
import { selects } from '../../../conditions/kinds/label-selector.ts';

type Labels = Readonly<Record<string, string>>;
type Spec = NonNullable<NetworkPolicy['spec']>;
type Rule = { peers: Peer[] | undefined; ports: Port[] | undefined };
type Peer = NonNullable<NonNullable<NonNullable<Spec['ingress']>[number]['_from']>>[number];
type Port = NonNullable<NonNullable<Spec['ingress']>[number]['ports']>[number];

interface Wanted {
  port: number;
  protocol: 'TCP' | 'UDP';
}

/** One end of a connection. */
export interface Party {
  pod: Pod;
  /** Labels of the pod's namespace. */
  namespaceLabels: Labels;
}

/** A failed connection attempt. */
export interface Attempt {
  from: Party;
  to: Party;
  /** The port of the target pod. */
  port: number;
  /** @default 'TCP' */
  protocol?: 'TCP' | 'UDP';
  policies: readonly NetworkPolicy[];
}

/**
 * Why NetworkPolicies deny a connection, by the rules of networking.k8s.io/v1: if policies select a pod, it accepts only connections that
 * at least one of them admits.
 * @returns a reason with their names; `undefined` when they do not deny it.
 */
export function deniedByPolicy({ from, to, port, protocol = 'TCP', policies }: Attempt): string | undefined {
  const isolating = (party: Party, type: 'Ingress' | 'Egress') =>
    party.pod.spec?.hostNetwork
      ? [] // Policies apply only to the pod network.
      : policies.filter((policy) => isolates(policy, party.pod, type));

  const ingress = isolating(to, 'Ingress');
  if (ingress.length > 0 && !ingress.some((policy) => admits(policy, 'Ingress', from, to.pod, { port, protocol })))
    return `${names(ingress)} ${select(ingress)} pod ${nameOf(to.pod)} and ${admit(ingress)} no probe agent to port ${port}`;

  const egress = isolating(from, 'Egress');
  if (egress.length > 0 && !egress.some((policy) => admits(policy, 'Egress', to, to.pod, { port, protocol })))
    return `${names(egress)} ${select(egress)} the probe agents and ${admit(egress)} no connection to ${placeOf(to.pod)}, port ${port}`;
  return undefined;
}

function isolates({ metadata, spec }: NetworkPolicy, pod: Pod, type: 'Ingress' | 'Egress'): boolean {
  if (!spec || metadata?.namespace !== pod.metadata?.namespace) return false;
  if (!selects(spec.podSelector ?? {}, pod.metadata?.labels)) return false;
  // If they are left out, the types follow from the rules; Ingress always applies.
  return spec.policyTypes ? spec.policyTypes.includes(type) : type === 'Ingress' || spec.egress !== undefined;
}

function admits(policy: NetworkPolicy, type: 'Ingress' | 'Egress', other: Party, to: Pod, wanted: Wanted): boolean {
  const rules: Rule[] =
    type === 'Ingress'
      ? (policy.spec?.ingress ?? []).map((rule) => ({ peers: peersOf(rule, 'from'), ports: rule.ports }))
      : (policy.spec?.egress ?? []).map((rule) => ({ peers: peersOf(rule, 'to'), ports: rule.ports }));
  return rules.some(
    ({ peers, ports }) =>
      (!peers?.length || peers.some((peer) => matchesPeer(peer, policy, other))) &&
      (!ports?.length || ports.some((candidate) => matchesPort(candidate, to, wanted))),
  );
}

function matchesPeer(peer: Peer, policy: NetworkPolicy, { pod, namespaceLabels }: Party): boolean {
  if (peer.ipBlock) {
    const { cidr, except = [] } = peer.ipBlock;
    return (pod.status?.podIPs ?? []).some(({ ip }) => inBlock(ip, cidr) && !except.some((hole) => inBlock(ip, hole)));
  }
  const namespaceFits = peer.namespaceSelector
    ? selects(peer.namespaceSelector, namespaceLabels)
    : pod.metadata?.namespace === policy.metadata?.namespace;
  return namespaceFits && (!peer.podSelector || selects(peer.podSelector, pod.metadata?.labels));
}

function matchesPort(
  { port, endPort, protocol = 'TCP' }: Port,
  to: Pod,
  { port: wanted, protocol: by }: Wanted,
): boolean {
  if (protocol !== by) return false;
  if (port === undefined) return true;
  if (typeof port === 'number') return wanted >= port && wanted <= (endPort ?? port);
  const containers = to.spec?.containers ?? [];
  return containers.some((container) =>
    (container.ports ?? []).some(({ name, containerPort }) => name === port && containerPort === wanted),
  );
}

function inBlock(ip: string, cidr: string): boolean {
  const [net = '', length] = cidr.split('/');
  if (isIPv6(net) !== isIPv6(ip)) return false;
  const block = new BlockList();
  block.addSubnet(net, Number(length), isIPv6(net) ? 'ipv6' : 'ipv4');
  return block.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4');
}

/** The typed client names the field `_from`; in JSON it is `from`. */
function peersOf(rule: object, field: 'from' | 'to'): Peer[] | undefined {
  return (rule as Record<string, Peer[] | undefined>)[field];
}

/** A target that is not a pod, such as a name server on a node, is named by its address. */
const placeOf = (pod: Pod) =>
  pod.metadata ? `pod ${nameOf(pod)}` : (pod.status?.podIPs ?? []).map(({ ip }) => ip).join(', ');
const nameOf = ({ metadata }: { metadata?: { namespace?: string; name?: string } }) =>
  `${metadata?.namespace}/${metadata?.name}`;
const names = (policies: readonly NetworkPolicy[]) =>
  `${policies.length === 1 ? 'NetworkPolicy' : 'NetworkPolicies'} ${policies.map(nameOf).join(', ')}`;
const select = (policies: readonly unknown[]) => (policies.length === 1 ? 'selects' : 'select');
const admit = (policies: readonly unknown[]) => (policies.length === 1 ? 'admits' : 'admit');
