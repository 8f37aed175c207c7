import { expect } from 'chai';
import { clocksOf } from './clocks.ts';
import { reactionTo } from './reaction.ts';

const defaults = { kubelet: 10, metrics: 15, sync: 15, stabilisation: 300, tolerance: 0.1 };

describe('The reaction of an HPA to load', () => {
  for (const [ratio, median, p99, latest] of [
    [1.3, 32.6, 46.6, 50.8],
    [1.5, 30.6, 44.5, 48.5],
    [2, 27.9, 41.4, 45.2],
    [3, 25.2, 38.8, 42.5],
    [5, 23.1, 37.2, 40.8],
  ] as const) {
    it(`at ${ratio} times the target, with default clocks, is that of an independent simulation over random phases`, () => {
      const { decision } = reactionTo(ratio, clocksOf(defaults));
      expect(decision.median).to.be.closeTo(median, 1);
      expect(decision.p99).to.be.closeTo(p99, 1);
      expect(decision.latest).to.be.closeTo(latest, 1);
    });
  }

  it('cannot precede the metric, nor the metric a sample of the load', () => {
    const { metric, decision } = reactionTo(3, clocksOf(defaults));
    expect(metric.earliest).to.be.within(3.6, 10);
    expect(decision.earliest).to.be.at.least(metric.earliest);
    expect(decision.latest - metric.latest).to.be.closeTo(15, 1.5);
  });

  it('is quicker with quicker clocks', () => {
    const quick = reactionTo(4, clocksOf({ ...defaults, sync: 5 }));
    expect(quick.decision.latest).to.be.below(reactionTo(4, clocksOf(defaults)).decision.latest - 8);
  });
});
