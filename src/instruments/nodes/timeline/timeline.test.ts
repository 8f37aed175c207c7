import { expect } from 'chai';
import { configSchema } from '../../../config/schema.ts';
import { testClaim, testNode, testPod } from '../nodes.fixture.ts';
import { figuresOf, longestSearch, termsOf } from './terms.ts';
import { newTimeline, nodesOfPods, note, noteKept, type Snapshot } from './timeline.ts';

const nothing: Snapshot = { pods: [], nodes: [testNode('old')], claims: [], isTriggered: false };

describe('The timeline of nodes that pods wait for', () => {
  it('has the steps of Karpenter, from the request to its removal', () => {
    const timeline = newTimeline(nothing, true);
    const see = (more: Partial<Snapshot>, at: number) => note(timeline, { ...nothing, ...more }, at);
    const [waiting, claim] = [testPod('p'), testClaim('c')];
    see({ pods: [waiting] }, 1_000);
    see({ pods: [waiting], claims: [claim] }, 2_500);
    const claims = [testClaim('c', 'n')];
    see({ pods: [waiting], claims, nodes: [testNode('n', { ready: 'False' })] }, 4_000);
    see({ pods: [waiting], claims, nodes: [testNode('n')] }, 7_000);
    see({ pods: [testPod('p', { node: 'n' })], claims, nodes: [testNode('n')] }, 7_500);
    timeline.gone = 9_000;
    see({ claims, nodes: [testNode('n')] }, 10_000);
    // The node goes first, then the request.
    see({ claims }, 20_000);
    see({}, 21_000);
    see({}, 30_000);
    expect(termsOf(timeline)).to.deep.equal({
      ...{ asked: [1.5], registered: [1.5], ready: [3], running: [0.5], removed: [12] },
    });
  });

  it('counts neither nodes that were there, nor those that Karpenter was not asked for', () => {
    const timeline = newTimeline({ nodes: [testNode('old')], claims: [testClaim('before', 'old')] }, true);
    note(timeline, { ...nothing, nodes: [testNode('old'), testNode('by-hand')], claims: [testClaim('before')] }, 1);
    expect(timeline.nodes).to.deep.equal([]);
  });

  it('counts each new node where there are no requests, from when the autoscaler said that it adds one', () => {
    const timeline = newTimeline(nothing, false);
    note(timeline, { ...nothing, pods: [testPod('p')] }, 0);
    note(timeline, { ...nothing, pods: [testPod('p')], isTriggered: true }, 4_000);
    note(timeline, { ...nothing, pods: [testPod('p')], isTriggered: true, nodes: [testNode('n')] }, 64_000);
    expect(termsOf(timeline)).to.deep.include({ asked: [4], registered: [60], ready: [0], removed: [] });
    timeline.gone = 70_000;
    note(timeline, nothing, 90_000);
    expect(termsOf(timeline)).to.deep.include({ removed: [20] });
  });

  it('is about the nodes that the pods got', () => {
    const timeline = newTimeline(nothing, false);
    const nodes = [testNode('n'), testNode('of-others')];
    note(timeline, { ...nothing, nodes }, 1);
    expect(nodesOfPods(timeline)).to.have.length(2);
    note(timeline, { ...nothing, nodes, pods: [testPod('p', { node: 'n' })] }, 2);
    expect(nodesOfPods(timeline).map(({ node }) => node)).to.deep.equal(['n']);
  });
});

describe('A node that is kept for pods of others', () => {
  const added = [testNode('old'), testNode('n')];
  const used = new Set(['n']);

  it('is as good as removed when another one was removed instead', () => {
    const timeline = newTimeline(nothing, false);
    note(timeline, { ...nothing, nodes: added, pods: [testPod('p', { node: 'n' })] }, 1_000);
    noteKept(timeline, { ...nothing, nodes: [testNode('n')] }, used, 2_000);
    expect(timeline.nodes[0]).not.to.have.property('kept');
    timeline.gone = 3_000;
    noteKept(timeline, { ...nothing, nodes: added }, used, 4_000);
    expect(timeline.nodes[0]).not.to.have.property('kept');
    noteKept(timeline, { ...nothing, nodes: [testNode('n')] }, new Set(), 5_000);
    expect(timeline.nodes[0]).not.to.have.property('kept');
    noteKept(timeline, { ...nothing, nodes: [testNode('n')] }, used, 6_000);
    expect(termsOf(timeline)).to.deep.include({ removed: [3] });
  });
});

describe('The figures of the steps', () => {
  const { autoscaler } = configSchema.parse({}).nodes;
  const none = { asked: [], registered: [], ready: [], running: [], removed: [] };

  it('have the budget of their step and its reason', () => {
    expect(figuresOf({ ...none, ready: [3] }, autoscaler)).to.deep.equal([
      { id: 'node-ready', seconds: 3, budget: 120, budgetReason: 'nodes.autoscaler.ready' },
    ]);
  });

  it('are the longest and percentiles where there are several', () => {
    const figures = figuresOf({ ...none, running: [4, 1, 2, 3] }, autoscaler);
    expect(figures.map(({ id, seconds }) => [id, seconds])).to.deep.equal([
      ['pod-running', 4],
      ['pod-running-p50', 2],
      ['pod-running-p90', 4],
      ['pod-running-p99', 4],
    ]);
  });

  it('may take as long as all budgets together, and the time of the suite', () => {
    expect(longestSearch(configSchema.parse({}))).to.equal(`${(1 + 5 + 2 + 2 + 20 + 5) * 60_000}ms`);
  });
});
