import { BlockList, isIPv6 } from 'node:net';
import type { NetworkPolicy, Pod } from '../../../cluster/kinds/kinds.ts';
import { isSidecar } from '../../../cluster/pods/pod-requests.ts';
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
  /** Without metadata it is only an address. */
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
export function deniedByPolicy(attempt: Attempt): string | undefined {
  const { to, port } = attempt;
  const ingress = isolating(attempt, 'Ingress');
  if (ingress.length > 0 && !ingress.some((policy) => admits(policy, 'Ingress', attempt)))
    return `${names(ingress)} ${select(ingress)} pod ${nameOf(to.pod)} and ${admit(ingress)} no probe agent to port ${port}`;

  const egress = isolating(attempt, 'Egress');
  if (egress.length > 0 && !egress.some((policy) => admits(policy, 'Egress', attempt)))
    return `${names(egress)} ${select(egress)} the probe agents and ${admit(egress)} no connection to ${placeOf(to.pod)}, port ${port}`;
  return undefined;
}

/**
 * Why it is not certain that NetworkPolicies admit a connection that {@link deniedByPolicy} does not deny: they admit it by an address block alone,
 * or the other end is on the network of its node. Address blocks are meant for what is outside of the cluster, and network plugins differ in whether they
 * are about pods and nodes (documentation of NetworkPolicy, "Behavior of to and from selectors"; Cilium applies them to neither), and in whether
 * they know a pod on the network of its node from the node ("NetworkPolicy and hostNetwork pods").
 */
export function uncertainByPolicy(attempt: Attempt): string | undefined {
  for (const type of ['Ingress', 'Egress'] as const) {
    const policies = isolating(attempt, type);
    const admitting = policies.filter((policy) => admits(policy, type, attempt));
    if (admitting.length === 0 || admitting.some((policy) => admits(policy, type, attempt, 'certain peers'))) continue;
    const { pod } = type === 'Ingress' ? attempt.from : attempt.to;
    const whom = type === 'Ingress' ? 'the probe agents' : placeOf(pod);
    const by = pod.spec?.hostNetwork
      ? ', which is on the network of its node, by its peers alone, which not every network plugin applies to such pods'
      : ` by an address block alone, which not every network plugin applies to ${pod.metadata ? 'pods' : 'nodes'}`;
    return `${names(admitting)} ${admit(admitting)} ${whom}${by}`;
  }
  return undefined;
}

/** The policies by which the pod at one end accepts or makes only certain connections. */
function isolating({ from, to, policies }: Attempt, type: 'Ingress' | 'Egress'): NetworkPolicy[] {
  const { pod } = type === 'Ingress' ? to : from;
  // Policies apply only to the pod network.
  return pod.spec?.hostNetwork ? [] : policies.filter((policy) => isolates(policy, pod, type));
}

function isolates({ metadata, spec }: NetworkPolicy, pod: Pod, type: 'Ingress' | 'Egress'): boolean {
  if (!spec || metadata?.namespace !== pod.metadata?.namespace) return false;
  if (!selects(spec.podSelector ?? {}, pod.metadata?.labels)) return false;
  // If they are left out, the types follow from the rules, and Ingress always applies (pkg/apis/networking/v1/defaults.go).
  const { policyTypes = [], egress = [] } = spec;
  return policyTypes.length > 0 ? policyTypes.includes(type) : type === 'Ingress' || egress.length > 0;
}

function admits(
  policy: NetworkPolicy,
  type: 'Ingress' | 'Egress',
  { from, to, port, protocol = 'TCP' }: Attempt,
  which: 'all peers' | 'certain peers' = 'all peers',
): boolean {
  const other = type === 'Ingress' ? from : to;
  const rules: Rule[] =
    type === 'Ingress'
      ? (policy.spec?.ingress ?? []).map((rule) => ({ peers: peersOf(rule, 'from'), ports: rule.ports }))
      : (policy.spec?.egress ?? []).map((rule) => ({ peers: peersOf(rule, 'to'), ports: rule.ports }));
  const matches = (peer: Peer) =>
    (which === 'all peers' || (!peer.ipBlock && !other.pod.spec?.hostNetwork)) && matchesPeer(peer, policy, other);
  return rules.some(
    ({ peers, ports }) =>
      (!peers?.length || peers.some(matches)) &&
      (!ports?.length || ports.some((candidate) => matchesPort(candidate, to.pod, { port, protocol }))),
  );
}

function matchesPeer(peer: Peer, policy: NetworkPolicy, { pod, namespaceLabels }: Party): boolean {
  if (peer.ipBlock) {
    const { cidr, except = [] } = peer.ipBlock;
    return (pod.status?.podIPs ?? []).some(({ ip }) => inBlock(ip, cidr) && !except.some((hole) => inBlock(ip, hole)));
  }
  // Selectors select pods, and no address of anything else.
  if (!pod.metadata) return false;
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
  // Native sidecars have ports like other containers.
  const sidecars = (to.spec?.initContainers ?? []).filter(isSidecar);
  return [...(to.spec?.containers ?? []), ...sidecars].some(({ ports = [] }) =>
    ports.some((one) => one.name === port && one.containerPort === wanted && (one.protocol ?? 'TCP') === by),
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
