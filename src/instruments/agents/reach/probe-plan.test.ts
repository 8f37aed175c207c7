import { expect } from 'chai';
import { configSchema } from '../../../config/schema.ts';
import type { ProbeAgent } from '../fleet/probe-fleet.ts';
import { connectionsFor, planProbes, withState, type ProbePlan } from './probe-plan.ts';
import type { ServiceAddress } from './service-addresses.ts';

const agent = (node: string, ...ips: string[]) =>
  ({ node, pod: { status: { podIPs: ips.map((ip) => ({ ip })) } } }) as unknown as ProbeAgent;
const agents = (count: number) => Array.from({ length: count }, (_, index) => agent(`n${index}`, `10.1.0.${index}`));
const endpoint = (host: string, nodes?: string[]): ServiceAddress => ({
  ...{ kind: 'endpoint', host, port: 8080, identity: host },
  ...(nodes && { nodes }),
});
const clusterIp = (host = '10.96.0.7', nodes?: string[]): ServiceAddress => ({
  ...{ kind: 'cluster IP', host, port: 80, identity: 'web' },
  ...(nodes && { nodes }),
});
const many = (count: number) => Array.from({ length: count }, (_, n) => endpoint(`10.2.${n >> 8}.${n & 255}`));
const plan = (
  addresses: readonly ServiceAddress[],
  of: readonly ProbeAgent[],
  probing: object = {},
  seed = 'one',
): ProbePlan =>
  planProbes({ addresses: withState(addresses), agents: of, probing: configSchema.parse({ probing }).probing, seed });
const hostsOf = ({ asks }: ProbePlan, node: string) => asks.get(node)?.map(({ address: { host } }) => host);
/** How many nodes test each endpoint, and how many endpoints each node tests. */
const spread = ({ asks }: ProbePlan) => {
  const all = [...asks].flatMap(([node, of]) =>
    of.filter(({ address }) => address.kind === 'endpoint').map(({ address }) => ({ node, host: address.host })),
  );
  const counts = (by: 'node' | 'host') => [...Map.groupBy(all, (one) => one[by]).values()].map(({ length }) => length);
  return { nodesEach: counts('host'), endpointsEach: counts('node') };
};

describe('the connections to a Service', () => {
  it('are from each node to each address while there are few, and several each', () => {
    const { asks, sample, untested } = plan([endpoint('10.2.0.1'), endpoint('10.2.0.2'), clusterIp()], agents(2));
    expect(
      [...asks].map(([node, of]) => [node, of.map(({ address, times }) => `${address.host} ${times}`).toSorted()]),
    ).to.deep.equal([
      ['n0', ['10.2.0.1 3', '10.2.0.2 3', '10.96.0.7 10']],
      ['n1', ['10.2.0.1 3', '10.2.0.2 3', '10.96.0.7 10']],
    ]);
    expect([sample, untested]).to.deep.equal([undefined, undefined]);
  });

  it('to a cluster IP are as many as find one bad endpoint of all, up to a number for each node or for all together', () => {
    expect([0, 1, 2, 3, 5].map(connectionsFor)).to.deep.equal([3, 3, 10, 18, 31]);
    const times = (nodes: number, probing: object = {}) =>
      plan([...many(40), clusterIp()], agents(nodes), probing)
        .asks.get('n0')
        ?.find(({ address }) => address.kind === 'cluster IP')?.times;
    expect([1, 15, 100, 400].map((nodes) => times(nodes))).to.deep.equal([273, 200, 30, 30]);
    expect(times(100, { connections: 25 })).to.equal(25);
    // A slow agent would be busy with them for minutes.
    expect([times(1, { connectionsPerSecond: 5 }), times(1, { connectionsPerSecond: 1 })]).to.deep.equal([50, 30]);
  });

  it('to a cluster IP are few where session affinity leads all of a node to one endpoint, and it says so', () => {
    const sticky: ServiceAddress = { ...clusterIp(), isSticky: true };
    const { asks, sample } = plan([...many(8), sticky], agents(1));
    expect(asks.get('n0')?.find(({ address }) => address === sticky || address.isSticky)?.times).to.equal(3);
    expect(sample).to.equal(
      'each node reached one of 8 endpoints through the cluster IP, by the session affinity of the Service',
    );
    expect(plan([...many(1), sticky], agents(1)).sample).to.equal(undefined);
  });

  it('to a cluster IP are from a part of the nodes of a very large cluster, another one for each Service, and it says so', () => {
    const nodesOf = (host: string, seed?: string) => {
      const { asks, sample } = plan([endpoint('10.2.0.1'), clusterIp(host)], agents(90), { nodesPerService: 20 }, seed);
      const nodes = [...asks].flatMap(([node, of]) => (of.some(({ address }) => address.host === host) ? [node] : []));
      return { nodes, sample };
    };
    const { nodes, sample } = nodesOf('10.96.0.7');
    expect(new Set(nodes)).to.have.lengthOf(20);
    expect(sample).to.match(
      /^each cluster IP was tested from 20 of 90 nodes; each endpoint was tested from 10 of 90 nodes/,
    );
    expect(nodesOf('10.96.0.7').nodes).to.deep.equal(nodes);
    expect(nodesOf('10.96.0.8').nodes).to.not.deep.equal(nodes);
  });

  it('prove nothing any more for a cluster IP when its endpoints have changed', () => {
    const idOf = (...addresses: ServiceAddress[]) =>
      withState(addresses).find(({ kind }) => kind === 'cluster IP')?.identity;
    const [one, other] = [endpoint('10.2.0.1'), endpoint('10.2.0.2')];
    expect(idOf(one, other, clusterIp())).to.equal(idOf(other, one, clusterIp()));
    expect(idOf(one, clusterIp())).to.not.equal(idOf(one, other, clusterIp()));
    expect(idOf({ ...one, identity: 'another pod' }, clusterIp())).to.not.equal(idOf(one, clusterIp()));
  });

  it('are bounded in a large cluster: each endpoint from few nodes, each cluster IP from all, and it says so', () => {
    const sampled = plan([...many(40), clusterIp()], agents(100));
    const { nodesEach, endpointsEach } = spread(sampled);
    expect(new Set(nodesEach)).to.deep.equal(new Set([10]));
    expect(nodesEach).to.have.lengthOf(40);
    expect(new Set(endpointsEach)).to.deep.equal(new Set([4]));
    expect([...sampled.asks.values()].every((of) => of.some(({ address }) => address.kind === 'cluster IP'))).to.equal(
      true,
    );
    expect(sampled.sample).to.equal(
      'each endpoint was tested from 10 of 100 nodes; at most 100 connections per second from a node; ' +
        '30 connections from each node to a cluster IP with 40 endpoints: one to which a single node does not forward is missed with 47 %',
    );
    expect(plan([...many(10), clusterIp()], agents(2)).sample).to.equal(undefined);
  });

  it('are to as many endpoints as possible before one is tested from several nodes', () => {
    const few = plan(many(50), agents(4), { endpointsPerNode: 20 });
    expect(spread(few).endpointsEach.toSorted((a, b) => a - b)).to.deep.equal([12, 12, 13, 13]);
    expect(few.sample).to.match(/^each endpoint was tested from 1 of 4 nodes; /);
    const tooMany = plan(many(2_000), agents(5), { endpointsPerNode: 80, connectionsPerSecond: 50 });
    expect(spread(tooMany).endpointsEach).to.deep.equal([80, 80, 80, 80, 80]);
    expect(tooMany.sample).to.equal(
      '400 of 2000 endpoints were tested, each from 1 of 5 nodes; at most 50 connections per second from a node',
    );
  });

  it('are the same sample for the same seed, and another for another', () => {
    const hosts = (seed: string) => hostsOf(plan(many(500), agents(3), { endpointsPerNode: 10 }, seed), 'n1');
    expect(hosts('one')).to.deep.equal(hosts('one'));
    expect(hosts('one')).to.not.deep.equal(hosts('two'));
  });

  it('to the endpoints of different Services are from different nodes', () => {
    const nodesOf = (host: string) =>
      [...plan([endpoint(host)], agents(500)).asks].flatMap(([node, of]) => (of.length > 0 ? [node] : []));
    const all = Array.from({ length: 20 }, (_, index) => nodesOf(`10.2.0.${index}`));
    expect(new Set(all.map(({ length }) => length))).to.deep.equal(new Set([10]));
    expect(new Set(all.flat()).size).to.be.above(120);
  });

  it('are not from an agent without an address of the same family, and are from one with both', () => {
    const addresses = [endpoint('fd00::1'), endpoint('10.2.0.1'), clusterIp(), clusterIp('fd00::96')];
    const mixed = plan(addresses, [agent('four', '10.1.0.1'), agent('both', '10.1.0.2', 'fd00::2')]);
    expect(hostsOf(mixed, 'four')).to.have.members(['10.2.0.1', '10.96.0.7']);
    expect(hostsOf(mixed, 'both')).to.have.members(['fd00::1', '10.2.0.1', '10.96.0.7', 'fd00::96']);
    expect(mixed.untested).to.equal(undefined);
    expect(plan([endpoint('fd00::1'), clusterIp('fd00::96')], [agent('four', '10.1.0.1')]).untested).to.equal(
      'not tested: fd00::1 and 1 more: the agents have no IPv6 address',
    );
  });

  it('with a local traffic policy stay on the nodes of the endpoints, and expect only these behind the address', () => {
    const local = [endpoint('10.2.0.1', ['n0']), endpoint('10.2.0.2', ['n1']), clusterIp('10.96.0.7', ['n0', 'n1'])];
    const { asks } = plan(local, agents(3));
    expect(
      [...asks].map(([node, of]) => [node, of.map(({ address, times }) => `${address.host} ${times}`).toSorted()]),
    ).to.deep.equal([
      ['n0', ['10.2.0.1 3', '10.96.0.7 3']],
      ['n1', ['10.2.0.2 3', '10.96.0.7 3']],
      ['n2', []],
    ]);
    expect(plan([endpoint('10.2.0.1', ['n9']), clusterIp('10.96.0.7', ['n9'])], agents(2)).untested).to.equal(
      'not tested: 10.2.0.1 and 1 more: by its traffic policy it is reached from n9, where there is no agent',
    );
  });

  it('are never to a metadata service or the node itself, whatever an EndpointSlice says', () => {
    const { asks, untested } = plan([endpoint('169.254.169.254'), endpoint('10.2.0.1')], agents(1));
    expect(asks.get('n0')?.map(({ address }) => address.host)).to.deep.equal(['10.2.0.1']);
    expect(untested).to.equal(
      'not tested: 169.254.169.254: agents do not connect to nodes themselves and to metadata services',
    );
  });
});
