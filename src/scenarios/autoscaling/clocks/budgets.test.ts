import { expect } from 'chai';
import { budgetsFor, decisionsFor } from './budgets.ts';
import { clocksOf } from './clocks.ts';

const defaults = { kubelet: 10, metrics: 15, sync: 15, stabilisation: 300, tolerance: 0.1 };
const input = { clocks: clocksOf(defaults), ratio: 3, slack: 10, podStart: 20, replicas: { from: 1, to: 3 } };

describe('The budgets of an HPA’s reaction', () => {
  it('are sums of the clocks, and say of which', () => {
    const budgets = budgetsFor(input);
    expect(budgets.decision).to.deep.equal({
      most: 25,
      least: 0,
      reason: 'HPA looks every 15 s (configuration); 10 s more',
    });
    expect(budgets['metric-above-target'].most).to.be.within(36, 40);
    expect(budgets['metric-above-target'].reason).to.equal(
      "worst phase of the clocks at 3 × the target: kubelet's CPU sample every 10 s (configuration), collected every 15 s (configuration); 10 s more",
    );
    expect(budgets['scale-down-decision']).to.deep.include({ most: 365, least: 285 });
  });

  it('grow with every clock in them', () => {
    const fast = budgetsFor(input);
    const slow = budgetsFor({ ...input, clocks: clocksOf({ ...defaults, metrics: 60 }) });
    for (const term of [
      'metric-above-target',
      'metric-back-under-target',
      'scale-down-decision',
      'at-minimum',
    ] as const)
      expect(slow[term].most, term).to.be.above(fast[term].most + 30);
    expect(slow.decision.most).to.equal(fast.decision.most);
  });

  it('allow for further decisions when many replicas are wanted', () => {
    const many = budgetsFor({ ...input, replicas: { from: 1, to: 40 } });
    expect(many['metric-back-under-target'].most - budgetsFor(input)['metric-back-under-target'].most).to.equal(45);
  });

  it('contain the number of decisions that lead to a count', () => {
    expect([
      decisionsFor(1, 1),
      decisionsFor(1, 5),
      decisionsFor(1, 6),
      decisionsFor(1, 10),
      decisionsFor(1, 40),
      decisionsFor(10, 20),
    ]).to.deep.equal([1, 1, 2, 2, 4, 1]);
  });
});
