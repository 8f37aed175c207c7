import { expect } from 'chai';
import { configSchema } from '../../../config/schema.ts';
import { jumpingClock } from '../../../time/clock.ts';
import { liveFleet } from './live-fleet.ts';
import type { FleetMembers, ProbeAgent } from './probe-fleet.ts';

const { signal } = new AbortController();
const members = (agents: string[], missing: string[] = []): FleetMembers => ({
  agents: agents.map((node) => ({ node }) as ProbeAgent),
  missing: missing.map((node) => ({ node, reason: 'the node is not Ready', excluded: false })),
});
const { probing } = configSchema.parse({});

function fleetOf(first: FleetMembers, later: FleetMembers) {
  const clock = jumpingClock();
  let looks = 0;
  const look = async () => ((looks += 1), later);
  const fleet = liveFleet({ clock, first, look, agentTimeout: '1s', probing, seed: 's', executes: () => false });
  return { clock, fleet, looks: () => looks };
}

describe('the fleet during a run', () => {
  it('loses the nodes that are deleted, and gets the agents that come up late', async () => {
    const { clock, fleet } = fleetOf(members(['n1', 'n2'], ['n3']), members(['n1', 'n3'], []));
    await clock.sleep(10_000);
    await fleet.refresh(signal);
    expect(fleet.agents.map(({ node }) => node)).to.deep.equal(['n1', 'n3']);
    expect(fleet.missing).to.deep.equal([]);
    expect([fleet.knew('n2'), fleet.knew('n9')]).to.deep.equal([true, false]);
  });

  it('is looked at once in ten seconds, however many checks ask', async () => {
    const { clock, fleet, looks } = fleetOf(members(['n1']), members(['n1']));
    await fleet.refresh(signal);
    expect(looks()).to.equal(0);
    await clock.sleep(10_000);
    await Promise.all([fleet.refresh(signal), fleet.refresh(signal)]);
    expect(looks()).to.equal(1);
  });
});
