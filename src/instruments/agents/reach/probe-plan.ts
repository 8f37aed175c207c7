import { createHash } from 'node:crypto';
import type { Config } from '../../../config/schema.ts';
import { isForbidden } from '../forbidden-address.ts';
import type { ProbeAgent } from '../fleet/probe-fleet.ts';
import { familiesOf, familyOf } from './address-family.ts';
import type { ServiceAddress } from './service-addresses.ts';

/** The connections from one node to one address. */
export interface Ask {
  address: ServiceAddress;
  times: number;
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
 * Which nodes connect to which addresses; pure. All of them connect to each cluster IP that they must reach; of the endpoints each is tested from
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
  let most = { behind: 0, times: 0 };
  for (const address of addresses) {
    if (address.kind !== 'cluster IP') continue;
    for (const node of may(address)) {
      const behind = endpointsBehind(address, node);
      const times = Math.min(probing.connections, connectionsFor(behind));
      asks.get(node)?.push({ address, times });
      if (behind > most.behind) most = { behind, times };
    }
  }
  const left = [sampled(endpoints, may, { asks, probing, seed }), unhitText(most)].filter((text) => text !== undefined);
  const sample = left.length > 0 ? left.join('; ') : undefined;
  const untested = whyUntested(addresses, may, agents);
  return { asks, ...(sample !== undefined && { sample }), ...(untested !== undefined && { untested }) };

  function endpointsBehind({ host, nodes }: ServiceAddress, node: string): number {
    const hosts = new Set(
      endpoints
        .filter((one) => familyOf(one.host) === familyOf(host) && (nodes === undefined || one.nodes?.includes(node)))
        .map((one) => one.host),
    );
    return hosts.size;
  }
}

/** Tells that too few connections go to a cluster IP to hit each endpoint behind it. */
function unhitText({ behind, times }: { behind: number; times: number }): string | undefined {
  if (behind <= 1 || (1 - 1 / behind) ** times <= OFTEN_MISSED) return undefined;
  return `${times} connections from each node to a cluster IP with ${behind} endpoints, which do not hit each of them`;
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
  const samples = shuffled(endpoints, seed, ({ host, port }) => `${host} ${port}`).map((address) => {
    const nodes = may(address);
    const first = turn;
    for (let tried = 0; tried < nodes.length && turn - first < each && room > 0; tried += 1) {
      const node = nodes[(first + tried) % nodes.length] ?? '';
      const count = tested.get(node) ?? 0;
      if (count >= endpointsPerNode) continue;
      tested.set(node, count + 1);
      asks.get(node)?.push({ address, times: Math.min(TO_ENDPOINT, connections) });
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
