/**
 * The addresses inside a cluster's network namespace. They are invisible outside, so every cluster uses the same ones.
 */
export const BRIDGE = 'br0';
/** The address of the bridge, and so of the API server. */
export const API_ADDRESS = '10.100.0.1';
export const API_PORT = 6443;
export const SERVICE_NETWORK = '10.96.0.0/16';
export const POD_NETWORK = '10.244.0.0/16';
/** The ClusterIP of Service `default/kubernetes`: the first address of the service network. */
export const API_SERVICE_ADDRESS = '10.96.0.1';
export const DNS_ADDRESS = '10.96.0.10';
/** What Traefik tells as the address of each Ingress and Gateway, for there is no load balancer: that of its Service. */
export const INGRESS_ADDRESS = '10.96.0.80';

/** A real node: a network and a mount namespace with a containerd, a kubelet and a kube-proxy. */
export interface NodePlan {
  /** @example 'node-1' */
  readonly name: string;
  /** On the bridge's network. */
  readonly address: string;
  /** The pods' network on this node. */
  readonly pods: string;
}

/** Every cluster's real nodes. */
export const NODES: readonly NodePlan[] = planNodes(2);

/**
 * The plan of the first `count` nodes.
 * @throws RangeError for more than the 200 nodes that fit the networks.
 */
export function planNodes(count: number): NodePlan[] {
  if (!Number.isInteger(count) || count < 1 || count > 200)
    throw new RangeError(`${count} is not a number of nodes from 1 to 200`);
  return Array.from({ length: count }, (_, index) => ({
    name: `node-${index + 1}`,
    address: `10.100.0.${index + 11}`,
    pods: `10.244.${index + 1}.0/24`,
  }));
}

/** A shell script that creates the bridge; safe to repeat. Runs in the cluster's network namespace. */
export function bridgeScript(): string {
  return [
    'set -e',
    'ip link set lo up',
    `ip link show ${BRIDGE} >/dev/null 2>&1 || ip link add ${BRIDGE} type bridge`,
    `ip address replace ${API_ADDRESS}/24 dev ${BRIDGE}`,
    `ip link set ${BRIDGE} up`,
    // There is no uplink. These two routes prevent 'unreachable' for a packet to a pod or a Service whose node does not exist yet.
    `ip route replace ${SERVICE_NETWORK} dev ${BRIDGE}`,
    `ip route replace ${POD_NETWORK} dev ${BRIDGE}`,
    'echo 1 >/proc/sys/net/ipv4/ip_forward',
  ].join('\n');
}

/**
 * A shell script that connects a node to the bridge; safe to repeat. Runs in the cluster's network namespace.
 * @param holder the process that holds the node's namespaces.
 */
export function nodeNetworkScript(node: NodePlan, nodes: readonly NodePlan[], holder: number): string {
  const others = nodes.filter(({ name }) => name !== node.name);
  const inside = [
    'set -e',
    'ip link set lo up',
    `ip address replace ${node.address}/24 dev eth0`,
    'ip link set eth0 up',
    // A process on the node reaches a ClusterIP only when a route exists before kube-proxy rewrites the address.
    `ip route replace ${SERVICE_NETWORK} dev eth0`,
    ...others.map(({ pods, address }) => `ip route replace ${pods} via ${address}`),
    'echo 1 >/proc/sys/net/ipv4/ip_forward',
  ];
  return [
    'set -e',
    `ip link show ${node.name} >/dev/null 2>&1 || ip link add ${node.name} type veth peer name eth0 netns ${holder}`,
    `ip link set ${node.name} master ${BRIDGE} up`,
    `nsenter -t ${holder} -n /bin/sh -c '${inside.join('\n')}'`,
    `ip route replace ${node.pods} via ${node.address}`,
  ].join('\n');
}
