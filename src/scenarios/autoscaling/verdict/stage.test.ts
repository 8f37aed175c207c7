import { expect } from 'chai';
import { budgetsFor } from '../clocks/budgets.ts';
import { clocksOf } from '../clocks/clocks.ts';
import { stageOf } from './stage.ts';
import { testSamples } from './timeline.fixture.ts';

const clocks = clocksOf({ kubelet: 10, metrics: 15, sync: 5, stabilisation: 30, tolerance: 0.1 });
const budgets = budgetsFor({ clocks, ratio: 3, slack: 10, podStart: 20, replicas: { from: 1, to: 3 } });
const at = (now: number, loadStopped?: number, samples = testSamples({ until: Math.min(now, 150) })) =>
  stageOf(
    { samples, before: 1, minReplicas: 1, tolerance: 0.1, sync: 5, ...(loadStopped !== undefined && { loadStopped }) },
    budgets,
    now,
  );

describe('The stage of a reaction', () => {
  it('is the first part that has not been seen yet', () => {
    const stages = [10, 22, 25, 27, 40].map((now) => at(now));
    expect(stages.map((stage) => 'term' in stage && stage.term)).to.deep.equal([
      'metric-above-target',
      'decision',
      'pods-created',
      'pods-ready',
      'metric-back-under-target',
    ]);
    expect(stages.every(({ state }) => state === 'waiting')).to.equal(true);
  });

  it('is done when the last part of its direction was seen', () => {
    expect(at(60)).to.deep.equal({ state: 'done', at: 50 });
    expect(at(120, 90)).to.deep.equal({ state: 'waiting', term: 'scale-down-decision', until: 175 });
    expect(at(140, 90)).to.deep.equal({ state: 'done', at: 131 });
  });

  it('is overdue when a part takes longer than its budget, and only then', () => {
    const idle = testSamples({
      until: 150,
      change: (sample) => ({ ...sample, metric: 0.1, desired: 1, created: 1, ready: 1 }),
    });
    const limit = budgets['metric-above-target'].most + 2;
    expect(at(limit, undefined, idle)).to.deep.equal({
      state: 'waiting',
      term: 'metric-above-target',
      until: limit - 2,
    });
    expect(at(limit + 0.1, undefined, idle)).to.deep.equal({ state: 'overdue', term: 'metric-above-target' });
  });

  it('does not wait for a metric that the HPA has acted on before we saw it', () => {
    const unseen = testSamples({ until: 40, change: (sample) => ({ ...sample, metric: 0.1, ready: 1 }) });
    expect(at(40, undefined, unseen)).to.deep.equal({ state: 'waiting', term: 'pods-ready', until: 56 });
  });
});
