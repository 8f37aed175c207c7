import { expect } from 'chai';
import { nodeTellers } from './node-tellers.ts';

const missing = [
  { node: 'n1', reason: 'it is full', excluded: false },
  { node: 'n2', reason: 'it is full', excluded: false },
  { node: 'n3', reason: 'simulated', excluded: true },
];

describe('that nothing is tested from a node', () => {
  it('is told by its own check where it has no agent from the beginning', () => {
    const tells = nodeTellers(missing, (id) => id === 'workloads/node/n1');
    expect([tells('n1', 'a'), tells('n1', 'workloads/node/n1'), tells('n1', 'b')]).to.deep.equal([false, true, false]);
  });

  it('is told by the first check that asks, again and again, where its own is not executed or the agent is lost later', () => {
    const tells = nodeTellers(missing, (id) => id === 'workloads/node/n1');
    expect([tells('n2', 'a'), tells('n2', 'b'), tells('n2', 'a')]).to.deep.equal([true, false, true]);
    expect([tells('n9', 'b'), tells('n9', 'a')]).to.deep.equal([true, false]);
  });
});
