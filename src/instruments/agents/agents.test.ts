import { expect } from 'chai';
import { outsideOfChecks } from '../contract/check-scope.ts';
import { agentsFor } from './agents.ts';
import type { ProbeAgent, ProbeFleet } from './fleet/probe-fleet.ts';

const { signal } = new AbortController();
const agent = { node: 'node-1' } as ProbeAgent;
const missing = [
  { node: 'windows', reason: 'its system is windows', excluded: true },
  { node: 'broken', reason: 'its agent cannot be scheduled', excluded: false },
];
const fleet = {
  agents: [agent],
  missing,
  knew: (node: string) => node !== 'new',
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
    expect(await on('node-1')).to.equal(agent);
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
