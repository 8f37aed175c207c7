import { createHash } from 'node:crypto';
import type { Config } from '../../../config/schema.ts';
import { isForbidden } from '../forbidden-address.ts';
import type { ProbeAgent } from '../fleet/probe-fleet.ts';
import { familiesOf, familyOf } from './address-family.ts';
import { hashedStart } from './hashed-start.ts';
import type { ServiceAddress } from './service-addresses.ts';

/** The connections from one node to one address. */
export interface Ask {
  address: ServiceAddress;
  times: number;
  /** As many as a full round has. */
  planned: number;
  /** How many endpoints share the connections to the address. */
  endpoints: number;
}

/** Which nodes connect to which addresses of a Service, and how often. */
export interface ProbePlan {
  /** By node. */
  asks: ReadonlyMap<string, readonly Ask[]>;
  /** What is not tested from all nodes, in one sentence, or with fewer connections than each endpoint needs to be hit, because there are too many nodes or endpoints. */
  sample?: string;
  /** Why addresses are tested from no node, in one sentence, although there are agents. */
  untested?: string;
}

/** What a plan depends on. */
export interface PlanContext {
  /** As {@link withState} returns them. */
  addresses: readonly ServiceAddress[];
  agents: readonly Pick<ProbeAgent, 'node' | 'pod'>[];
  probing: Config['probing'];
  /** The same seed gives the same sample. */
  seed: string;
}

/** Connections to one endpoint: one packet may be lost on a healthy way, and a bad one loses more. */
const TO_ENDPOINT = 3;
/** How many times `probing.connections` a cluster IP gets from all nodes together, where one node needs more than that to hit each endpoint. */
const TOGETHER = 100;
/** For how many seconds of its pace one node connects to a cluster IP, where it needs more than `probing.connections`. */
const MOST_SECONDS = 10;
/** When it is told that a bad endpoint behind a cluster IP may not be hit: this likely. */
const OFTEN_MISSED = 0.05;
/** How likely it is that one bad endpoint behind a cluster IP is not hit. */
const MISSED = 0.001;

/**
 * The addresses of a Service, with the state of all endpoints as the identity of each cluster IP: an earlier connection to it proves nothing when
 * its endpoints have changed. Pure.
 */
export function withState(addresses: readonly ServiceAddress[]): ServiceAddress[] {
  const endpoints = addresses
    .filter(({ kind }) => kind === 'endpoint')
    .map(({ host, port, identity }) => `${host} ${port} ${identity}`);
  const state = createHash('sha256').update(endpoints.toSorted().join('\n')).digest('hex');
  return addresses.map((one) => (one.kind === 'endpoint' ? one : { ...one, identity: `${one.identity} ${state}` }));
}

/**
 * Which nodes connect to which addresses; pure. All of them connect to each cluster IP that they must reach, up to a number; of the endpoints each is tested from
 * few nodes, and each node tests few. Otherwise a large cluster would get more connections than its nodes can remember, and those of
 * users would be dropped. Endpoints are not left out before nodes.
 */
export function planProbes({ addresses, agents, probing, seed }: PlanContext): ProbePlan {
  const asks = new Map<string, Ask[]>(agents.map(({ node }) => [node, []]));
  const families = new Map(agents.map((agent) => [agent.node, familiesOf(agent)]));
  const may = ({ host, nodes }: ServiceAddress) =>
    isForbidden(host)
      ? []
      : agents.flatMap(({ node }) =>
          (nodes?.includes(node) ?? true) && families.get(node)?.has(familyOf(host)) ? [node] : [],
        );
  const endpoints = addresses.filter(({ kind }) => kind === 'endpoint');
  let most = { behind: 0, times: 0, isSticky: false };
  let fewest: { from: number; of: number } | undefined;
  for (const address of addresses) {
    if (address.kind !== 'cluster IP') continue;
    const possible = may(address);
    const nodes = spreadOver(possible, probing.nodesPerService, `${seed} ${address.host}`);
    if (nodes.length < possible.length) fewest = { from: nodes.length, of: possible.length };
    const share = (probing.connections * TOGETHER) / Math.max(1, nodes.length);
    const together = Math.min(share, probing.connectionsPerSecond * MOST_SECONDS);
    const limit = Math.max(probing.connections, Math.floor(together));
    const all = endpointsBehind(address);
    for (const node of nodes) {
      const behind = address.nodes === undefined ? all : endpointsBehind(address, node);
      const times = address.isSticky ? TO_ENDPOINT : Math.min(limit, connectionsFor(behind));
      asks.get(node)?.push({ address, times, planned: times, endpoints: all });
      if (behind > most.behind) most = { behind, times, isSticky: address.isSticky === true };
    }
  }
  const left = [
    fewest && `each cluster IP was tested from ${fewest.from} of ${fewest.of} nodes`,
    sampled(endpoints, may, { asks, probing, seed }),
    unhitText(most),
  ].filter((text) => text !== undefined);
  const sample = left.length > 0 ? left.join('; ') : undefined;
  const untested = whyUntested(addresses, may, agents);
  return { asks, ...(sample !== undefined && { sample }), ...(untested !== undefined && { untested }) };

  function endpointsBehind({ host }: ServiceAddress, node?: string): number {
    const hosts = new Set(
      endpoints
        .filter((one) => familyOf(one.host) === familyOf(host) && (node === undefined || one.nodes?.includes(node)))
        .map((one) => one.host),
    );
    return hosts.size;
  }
}

/** Tells that too few connections go to a cluster IP to hit each endpoint behind it, and how likely it is that one is missed. */
function unhitText({
  behind,
  times,
  isSticky,
}: {
  behind: number;
  times: number;
  isSticky: boolean;
}): string | undefined {
  if (behind <= 1) return undefined;
  if (isSticky)
    return `each node reached one of ${behind} endpoints through the cluster IP, by the session affinity of the Service`;
  const missed = (1 - 1 / behind) ** times;
  if (missed <= OFTEN_MISSED) return undefined;
  const chance = Math.round(missed * 100);
  return `${times} connections from each node to a cluster IP with ${behind} endpoints: one to which a single node does not forward is missed with ${chance} %`;
}

/** Some of the nodes, evenly over all of them; pure. @param seed decides which. */
function spreadOver(nodes: readonly string[], most: number, seed: string): readonly string[] {
  if (nodes.length <= most) return nodes;
  const first = hashedStart(seed, nodes.length);
  return Array.from({ length: most }, (_, index) => {
    const at = (first + Math.floor((index * nodes.length) / most)) % nodes.length;
    return nodes[at] ?? '';
  });
}

/**
 * How many connections to a cluster IP hit each of its endpoints with a probability of 99.9 %, at least three; pure.
 * @example connectionsFor(3) // 18
 */
export function connectionsFor(endpoints: number): number {
  if (endpoints <= 1) return TO_ENDPOINT;
  return Math.max(TO_ENDPOINT, Math.ceil(Math.log(MISSED) / Math.log(1 - 1 / endpoints)));
}

/** Adds the connections to endpoints; returns what is left out. */
function sampled(
  endpoints: readonly ServiceAddress[],
  may: (address: ServiceAddress) => readonly string[],
  { asks, probing, seed }: { asks: ReadonlyMap<string, Ask[]>; probing: Config['probing']; seed: string },
): string | undefined {
  const { endpointsPerNode, nodesPerEndpoint, connectionsPerSecond, connections } = probing;
  const tested = new Map<string, number>();
  let room = endpointsPerNode * asks.size;
  let turn = 0;
  const each = Math.max(1, Math.min(nodesPerEndpoint, Math.floor(room / Math.max(1, endpoints.length))));
  const order = shuffled(endpoints, seed, ({ host, port }) => `${host} ${port}`);
  // The endpoints of different Services are tested from different nodes.
  const begin = hashedStart(`${seed} ${order[0]?.host}`, asks.size);
  const samples = order.map((address) => {
    const nodes = may(address);
    const first = turn;
    for (let tried = 0; tried < nodes.length && turn - first < each && room > 0; tried += 1) {
      const node = nodes[(begin + first + tried) % nodes.length] ?? '';
      const count = tested.get(node) ?? 0;
      if (count >= endpointsPerNode) continue;
      tested.set(node, count + 1);
      const times = Math.min(TO_ENDPOINT, connections);
      asks.get(node)?.push({ address, times, planned: times, endpoints: 1 });
      turn += 1;
      room -= 1;
    }
    return { from: turn - first, of: nodes.length };
  });
  const possible = samples.filter((one) => one.of > 0);
  if (possible.every((one) => one.from === one.of)) return undefined;
  const reached = possible.filter(({ from }) => from > 0);
  const [least, most] = [Math.min(...reached.map(({ from }) => from)), Math.max(...reached.map(({ from }) => from))];
  const what =
    reached.length < possible.length
      ? `${reached.length} of ${possible.length} endpoints were tested, each`
      : 'each endpoint was tested';
  const nodes = `${least === most ? most : `${least} to ${most}`} of ${Math.max(...possible.map((one) => one.of))} nodes`;
  return `${what} from ${nodes}; at most ${connectionsPerSecond} connections per second from a node`;
}

function whyUntested(
  addresses: readonly ServiceAddress[],
  may: (address: ServiceAddress) => readonly string[],
  agents: PlanContext['agents'],
): string | undefined {
  const without = addresses.filter((address) => may(address).length === 0);
  const [first] = without;
  if (first === undefined || agents.length === 0) return undefined;
  const { host, nodes } = first;
  const why = isForbidden(host)
    ? 'agents do not connect to nodes themselves and to metadata services'
    : nodes !== undefined && !agents.some(({ node }) => nodes.includes(node))
      ? `by its traffic policy it is reached from ${nodes.join(', ') || 'no node'}, where there is no agent`
      : `the agents have no ${familyOf(host)} address`;
  const more = without.length > 1 ? ` and ${without.length - 1} more` : '';
  return `not tested: ${host}${more}: ${why}`;
}

function shuffled<T>(items: readonly T[], seed: string, nameOf: (item: T) => string): T[] {
  const hashed = items.map((item) => ({
    item,
    by: createHash('sha256')
      .update(`${seed} ${nameOf(item)}`)
      .digest('hex'),
  }));
  return hashed.toSorted((a, b) => (a.by < b.by ? -1 : 1)).map(({ item }) => item);
}
