import { expect } from 'chai';
import { testNode } from '../nodes.fixture.ts';
import { brokenBy, isLeaving } from './budget-watch.ts';
import { judgeBudgets } from './judge-budgets.ts';

const pod = { namespace: 'shop', name: 'web-1', node: 'n', labels: { app: 'web' } };
const budget = (healthy: number, more: object = {}) =>
  ({
    metadata: { namespace: 'shop', name: 'web', generation: 1 },
    spec: { selector: { matchLabels: { app: 'web' } } },
    status: { observedGeneration: 1, currentHealthy: healthy, desiredHealthy: 2, ...more },
  }) as never;

describe('A budget of others', () => {
  it('is broken when it lacks pods while a node with one of them leaves', () => {
    const broken = { budget: 'shop/web', healthy: 1, demanded: 2, pod };
    expect(brokenBy(budget(1), [pod])).to.deep.equal(broken);
    expect(judgeBudgets([broken])).to.include({
      status: 'failed',
      code: 'NODE_BUDGET_BROKEN',
      message: 'PodDisruptionBudget shop/web was broken while node n with its pod web-1 was removed',
      counts: 'healthy 1, demanded 2',
      todo: 'kubectl -n shop describe pdb web',
    });
    expect(judgeBudgets([broken, broken]).message).to.match(/, and 1 more$/);
  });

  it('is kept when it has its pods, when none of them was on the node, and by a status of older days', () => {
    expect(brokenBy(budget(2), [pod])).to.equal(undefined);
    expect(
      brokenBy(budget(1), [
        { ...pod, namespace: 'other' },
        { ...pod, labels: {} },
      ]),
    ).to.equal(undefined);
    expect(brokenBy(budget(1, { observedGeneration: 0 }), [pod])).to.equal(undefined);
    expect(judgeBudgets([])).to.include({ status: 'passed' });
  });

  it('is about nodes that are being deleted, or that an autoscaler has marked', () => {
    const marked = (key: string) => isLeaving(testNode('n', { taints: [{ key }] }));
    expect([marked('karpenter.sh/disrupted'), marked('ToBeDeletedByClusterAutoscaler')]).to.deep.equal([true, true]);
    expect([marked('gpu'), isLeaving(testNode('n'))]).to.deep.equal([false, false]);
    expect(isLeaving({ metadata: { name: 'n', deletionTimestamp: 'now' } })).to.equal(true);
  });
});
