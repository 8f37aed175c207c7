import { expect } from 'chai';
import { testNode } from '../nodes.fixture.ts';
import { isLeaving } from './is-leaving.ts';
import { judgeBudgets } from './judge-budgets.ts';
import { LeavingPods } from './leaving-pods.ts';

const labels = { app: 'web' };
const podOn = (node: string, more: object = {}) =>
  ({ metadata: { namespace: 'shop', name: 'web-1', uid: 'u1', labels, ...more }, spec: { nodeName: node } }) as never;
const budget = (healthy: number, more: object = {}) =>
  ({
    metadata: { namespace: 'shop', name: 'web', generation: 1 },
    spec: { selector: { matchLabels: labels } },
    status: { observedGeneration: 1, currentHealthy: healthy, desiredHealthy: 2, ...more },
  }) as never;
const leavingNode = testNode('n', { taints: [{ key: 'karpenter.sh/disrupted' }] });
const pod = { namespace: 'shop', name: 'web-1', uid: 'u1', node: 'n', labels };
const broken = { budget: 'shop/web', healthy: 1, demanded: 2, pod };

/** A record with a pod of the budget on a node that leaves, and the budget satisfied. */
function withLeavingPod(more: object = {}): LeavingPods {
  const leaving = new LeavingPods();
  leaving.seeBudgets([budget(2)], 0);
  leaving.seeNodes([leavingNode], () => [podOn('n', more)], 0);
  return leaving;
}

describe('A budget of others', () => {
  it('is broken when it lacks pods after one of them was deleted from a node that leaves', () => {
    for (const find of [
      () => undefined,
      () => podOn('m', { uid: 'u2' }),
      () => podOn('n', { deletionTimestamp: 'now' }),
    ]) {
      const leaving = withLeavingPod();
      expect(leaving.seePods(find)).to.equal(true);
      leaving.seeBudgets([budget(1)], 1);
      expect(leaving.broken).to.deep.equal([broken]);
    }
  });

  it('is broken, too, when its status was seen before the pod was seen to be deleted', () => {
    const leaving = withLeavingPod();
    leaving.seeBudgets([budget(1)], 1);
    expect(leaving.broken).to.deep.equal([]);
    leaving.seePods(() => undefined);
    leaving.seeBudgets([budget(1)], 1);
    expect(leaving.broken).to.deep.equal([broken]);
  });

  it('is broken when the same state as before is seen again after the pod was deleted', () => {
    const leaving = new LeavingPods();
    const satisfied = budget(2);
    leaving.seeBudgets([satisfied], 0);
    leaving.seeNodes([leavingNode], () => [podOn('n')], 0);
    leaving.seePods(() => undefined);
    leaving.seeBudgets([satisfied], 1);
    leaving.seeBudgets([budget(1)], 2);
    expect(leaving.broken).to.deep.equal([broken]);
  });

  it('is broken when the eviction itself wrote a status that was satisfied still', () => {
    const leaving = withLeavingPod();
    leaving.seePods(() => undefined);
    leaving.seeBudgets([budget(2, { disruptedPods: { 'web-1': '2026-11-28T00:00:00Z' } })], 1);
    leaving.seeBudgets([budget(1)], 2);
    expect(leaving.broken).to.deep.equal([broken]);
  });

  it('is not broken by a node whose pod was replaced before', () => {
    const leaving = withLeavingPod();
    leaving.seePods(() => undefined);
    leaving.seeBudgets([budget(2)], 1);
    leaving.seeBudgets([budget(1)], 2);
    expect(leaving.broken).to.deep.equal([]);
  });

  it('is not broken by a node that is gone for more than a minute, or that stays', () => {
    for (const [nodes, now, expected] of [
      [[], 60_000, [broken]],
      [[], 60_001, []],
      [[testNode('n')], 0, []],
    ] as const) {
      const leaving = withLeavingPod();
      leaving.seePods(() => undefined);
      leaving.seeNodes(nodes, () => [], 0);
      leaving.seeBudgets([budget(1)], now);
      expect(leaving.broken).to.deep.equal(expected);
    }
  });

  it('is not broken by a pod that is still there, was being deleted before, is of another budget, or while it never had its pods', () => {
    const still = withLeavingPod();
    expect(still.seePods(() => podOn('n'))).to.equal(false);
    const before = withLeavingPod({ deletionTimestamp: 'then' });
    const others = [withLeavingPod({ labels: {} }), withLeavingPod({ namespace: 'other' })];
    const never = new LeavingPods();
    never.seeBudgets([budget(1)], 0);
    never.seeNodes([leavingNode], () => [podOn('n')], 0);
    for (const leaving of [still, before, ...others, never]) {
      if (leaving !== still) leaving.seePods(() => undefined);
      leaving.seeBudgets([budget(1)], 1);
      expect(leaving.broken).to.deep.equal([]);
    }
  });

  it('is not judged by a status of older days', () => {
    const leaving = withLeavingPod();
    leaving.seePods(() => undefined);
    leaving.seeBudgets([budget(1, { observedGeneration: 0 })], 1);
    expect(leaving.broken).to.deep.equal([]);
  });

  it('fails the check with the node and the pod', () => {
    expect(judgeBudgets([broken])).to.include({
      status: 'failed',
      code: 'NODE_BUDGET_BROKEN',
      message: 'PodDisruptionBudget shop/web was broken while node n with its pod web-1 was removed',
      counts: 'healthy 1, demanded 2',
      todo: 'kubectl -n shop describe pdb web',
    });
    expect(judgeBudgets([broken, broken]).message).to.match(/, and 1 more$/);
    expect(judgeBudgets([])).to.include({ status: 'passed' });
  });

  it('is about nodes that are being deleted, or that an autoscaler has marked', () => {
    const marked = (key: string) => isLeaving(testNode('n', { taints: [{ key }] }));
    expect([marked('karpenter.sh/disrupted'), marked('ToBeDeletedByClusterAutoscaler')]).to.deep.equal([true, true]);
    expect([marked('gpu'), isLeaving(testNode('n'))]).to.deep.equal([false, false]);
    expect(isLeaving({ metadata: { name: 'n', deletionTimestamp: 'now' } })).to.equal(true);
  });
});
