import { expect } from 'chai';
import { configSchema } from '../../../config/schema.ts';
import type { TcpTarget } from '../agent-protocol.ts';
import { AgentLost } from '../fleet/agent-lost.ts';
import { fleetPace } from '../fleet/fleet-pace.ts';
import type { ProbeAgent } from '../fleet/probe-fleet.ts';
import { connectAll } from './connect-all.ts';
import { ConnectionRecord } from './connection-record.ts';
import { planProbes, withState } from './probe-plan.ts';
import type { ServiceAddress } from './service-addresses.ts';

const endpoint: ServiceAddress = { kind: 'endpoint', host: '10.2.0.1', port: 80, identity: 'a' };
const { signal } = new AbortController();

/** A round in which all connections of so many agents succeed; when each was asked for. */
async function round(nodes: number, settings: object, tcp?: (node: string) => Promise<never>, host = endpoint.host) {
  const { probing } = configSchema.parse({ probing: settings });
  const asked: { node: string; at: number; times: number }[] = [];
  const agents = Array.from({ length: nodes }, (_, index) => `n${index}`).map((node) => ({
    ...{ node, pod: {} },
    tcp: async ([target]: readonly TcpTarget[]) => {
      const { times = 1 } = target ?? {};
      asked.push({ node, at: performance.now(), times });
      await tcp?.(node);
      return [{ ...target, ok: true, tried: times, failed: 0, seconds: 0 }];
    },
  })) as unknown as ProbeAgent[];
  const record = new ConnectionRecord(probing.connections);
  const plan = planProbes({ addresses: withState([{ ...endpoint, host }]), agents, probing, seed: 's' });
  const fleet = { pace: fleetPace(probing), probing, inTurn: <T>(_: number, work: () => Promise<T>) => work() };
  const lost = await connectAll(plan, record, { fleet, agents, signal, agentTimeoutMs: 1_000, last: false });
  return { asked, lost, contacts: record.contacts };
}

describe('a round of connections', () => {
  it('asks for no more connections to an endpoint in a second than it may get, from all nodes together', async () => {
    const { asked, contacts } = await round(4, { connectionsPerSecondToEndpoint: 6 });
    expect(contacts.map(({ answer }) => answer.tried)).to.deep.equal([3, 3, 3, 3]);
    for (const { at } of asked) {
      const within = asked.filter((one) => one.at >= at && one.at < at + 950);
      expect(within.reduce((sum, { times }) => sum + times, 0)).to.be.at.most(6);
    }
  });

  it('asks an agent several times for more connections to an endpoint than it may get in a second', async () => {
    const { asked, contacts } = await round(1, { connectionsPerSecondToEndpoint: 2 });
    expect(asked.map(({ times }) => times)).to.deep.equal([2, 1]);
    expect(contacts.map(({ answer }) => answer.tried)).to.deep.equal([3]);
  });

  it('begins with another node for each target, so that no node has all the work at first', async () => {
    const firstOf = async (host: string) => (await round(8, {}, undefined, host)).asked[0]?.node;
    const first = await Promise.all(Array.from({ length: 12 }, (_, index) => firstOf(`10.2.0.${index}`)));
    expect(new Set(first).size).to.be.above(3);
    expect(await firstOf('10.2.0.0')).to.equal(first[0]);
  });

  it('goes on without an agent that is lost, and ends when all are', async () => {
    const lose = (bad: readonly string[]) => async (node: string) => {
      if (bad.includes(node)) throw new AgentLost(node, 'evicted');
      return undefined as never;
    };
    const { lost, contacts } = await round(2, {}, lose(['n1']));
    expect(lost).to.deep.equal([{ node: 'n1', reason: 'evicted' }]);
    expect(contacts.map(({ node }) => node)).to.deep.equal(['n0']);
    const none = await round(2, {}, lose(['n0', 'n1'])).catch((error: unknown) => error);
    expect(none).to.be.instanceOf(AgentLost);
  });
});
