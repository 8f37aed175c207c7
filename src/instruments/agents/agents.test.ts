import { expect } from 'chai';
import { outsideOfChecks } from '../contract/check-scope.ts';
import { agentsFor } from './agents.ts';
import { AgentLost } from './fleet/agent-lost.ts';
import type { ProbeAgent, ProbeFleet } from './fleet/probe-fleet.ts';

const { signal } = new AbortController();
const deleted = new AgentLost('node-1', 'the node was deleted', undefined, { isDeleted: true });
const agent = {
  node: 'node-1',
  dns: () => Promise.reject(deleted),
  askKubelet: () => Promise.reject(new AgentLost('node-1', 'evicted')),
  tcp: () => Promise.resolve([]),
  payload: () => Promise.resolve([]),
} as unknown as ProbeAgent;
const missing = [
  { node: 'windows', reason: 'its system is windows', excluded: true },
  { node: 'broken', reason: 'its agent cannot be scheduled', excluded: false },
];
const fleet = {
  agents: [agent],
  missing,
  knew: (node: string) => node !== 'new',
  tells: () => false,
  refresh: () => Promise.resolve(),
} as unknown as ProbeFleet;
const shared = {
  fleet: () => Promise.resolve(fleet),
  headlessService: () => Promise.resolve(undefined),
};
const on = (node: string) => agentsFor(shared, 'shakedown', outsideOfChecks(signal)).on(node);
const said = (node: string) => on(node).catch((error: Error) => error.message);

describe('The probe agent on a node', () => {
  it('is the one of the fleet', async () => {
    const found = await on('node-1');
    expect(found.node).to.equal('node-1');
    expect(await found.tcp([], { signal })).to.deep.equal([]);
  });

  it('counts the questions that had no answer, of each check by itself', async () => {
    const answers = [{}, { lost: 1 }, { lost: 2, error: 'timeout' }, { error: 'ENOTFOUND' }];
    const asking = { ...agent, dns: async () => answers } as unknown as ProbeAgent;
    const own = { ...shared, fleet: async () => ({ ...fleet, agents: [asking] }) };
    const [one, other] = await Promise.all(
      [1, 2].map(() => agentsFor(own, 'shakedown', outsideOfChecks(signal)).on('node-1')),
    );
    await one?.dns([], { signal });
    expect(one?.questions).to.deep.equal({ asked: 6, lost: 3 });
    expect(other?.questions).to.deep.equal({ asked: 0, lost: 0 });
  });

  it('ends the check as skipped when its node is deleted while it is asked, and not when it is lost otherwise', async () => {
    const found = await on('node-1');
    const told = async (asked: Promise<unknown>) => await asked.catch((error: Error) => error.message.split('\n')[0]);
    expect(await told(found.dns([], { signal }))).to.equal('node node-1 was deleted during the run');
    expect(await told(found.askKubelet({ signal }))).to.equal('PROBE_AGENT_LOST: evicted');
  });

  it('is missing where another check of the run tells it: then this one is skipped', async () => {
    const ask = (executes: boolean) =>
      agentsFor(shared, 'shakedown', outsideOfChecks(signal), () => executes)
        .on('broken', { toldBy: 'workloads/node/broken' })
        .catch((error: Error) => error.message.split('\n')[0]);
    expect(await ask(true)).to.equal('no probe agent on node broken, as workloads/node/broken tells');
    expect(await ask(false)).to.equal('NO_PROBE_AGENT: its agent cannot be scheduled');
  });

  it('does not exist where the node is excluded: then the check is skipped, with the reason', async () => {
    expect(await said('windows')).to.equal('no probe agent on node windows: its system is windows');
  });

  it('is missing where one should be: then nothing can be judged, with the reason', async () => {
    const todo = '  do:       kubectl -n shakedown describe daemonset shakedown-probe-agent';
    expect(await said('broken')).to.equal(
      `NO_PROBE_AGENT: its agent cannot be scheduled\n  expected: a probe agent on node broken\n${todo}`,
    );
    expect(await said('new')).to.equal(
      `NO_PROBE_AGENT: the cluster has no such node\n  expected: a probe agent on node new\n${todo}`,
    );
  });

  it('does not exist any more where the node was deleted during the run: then there is nothing to judge', async () => {
    expect(await said('spot')).to.equal('node spot was deleted during the run');
  });
});
