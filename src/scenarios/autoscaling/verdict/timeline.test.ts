import { expect } from 'chai';
import { testSamples } from './timeline.fixture.ts';
import { momentsOf, peak, termsOf, directionChanges, type Sample } from './timeline.ts';

const watched = { before: 1, minReplicas: 1, tolerance: 0.1, sync: 5 };

describe('The time line of an HPA', () => {
  it('has a moment for each part of the reaction', () => {
    const moments = momentsOf({ ...watched, samples: testSamples(), loadStopped: 90 });
    expect(moments).to.deep.equal({
      metricAbove: 20,
      decision: 25,
      created: 26,
      ready: 30,
      backUnder: 50,
      downDecision: 130,
      atMinimum: 131,
    });
    expect(termsOf(moments, 90)).to.deep.equal({
      'metric-above-target': 20,
      decision: 5,
      'pods-created': 1,
      'pods-ready': 4,
      'metric-back-under-target': 20,
      'scale-down-decision': 40,
      'at-minimum': 1,
    });
  });

  it('ends where the reaction ended', () => {
    const samples = testSamples({ until: 80, change: (sample) => ({ ...sample, created: 1, ready: 1 }) });
    const moments = momentsOf({ ...watched, samples });
    expect(moments).to.deep.equal({ metricAbove: 20, decision: 25 });
    expect(termsOf(moments, undefined)).to.deep.equal({ 'metric-above-target': 20, decision: 5 });
  });

  it('does not count a metric within the tolerance as a reason to scale', () => {
    const samples = testSamples({ until: 80, change: (sample) => ({ ...sample, metric: 1.1, desired: 1 }) });
    expect(momentsOf({ ...watched, samples })).to.deep.equal({});
  });

  it('counts a decision before the watch’s own look at the metric as immediate', () => {
    const samples = testSamples({ change: (sample) => ({ ...sample, metric: sample.at < 27 ? 0.1 : 3 }) });
    const moments = momentsOf({ ...watched, samples, loadStopped: 90 });
    expect(termsOf(moments, 90).decision).to.equal(0);
  });

  it('does not mistake a step down before the end of the load for the one after it', () => {
    const samples = testSamples({ change: (sample) => (sample.at === 70 ? { ...sample, desired: 2 } : sample) });
    expect(momentsOf({ ...watched, samples, loadStopped: 90 }).downDecision).to.equal(130);
    expect(directionChanges(samples, 90)).to.deep.equal({ turns: 2, fell: { at: 70, from: 3, to: 2 } });
  });

  it('has the metric back under its target only when all wanted pods carry the load and are measured', () => {
    const backUnder = (change: (sample: Sample) => Sample) =>
      momentsOf({ ...watched, samples: testSamples({ change }), loadStopped: 90, rate: 200 }).backUnder;
    const from50 = (until: number, bad: Partial<Sample>) => (sample: Sample) =>
      sample.at >= 50 && sample.at < until ? { ...sample, ...bad } : sample;
    expect(backUnder(from50(60, { ready: 2 }))).to.equal(60);
    expect(backUnder(from50(61, { measured: 1 }))).to.equal(61);
    expect(backUnder(from50(62, { rate: 150 }))).to.equal(62);
    expect(backUnder(from50(63, { rate: 170, measured: 3 }))).to.equal(50);
  });

  it('is calm when it only grows while the load runs', () => {
    expect(directionChanges(testSamples(), 90)).to.deep.equal({ turns: 0 });
  });

  it('knows the peak of the metric under load', () => {
    expect(peak(testSamples({ change: (sample) => ({ ...sample, metric: sample.at / 100 }) }), 90)).to.equal(0.9);
    expect(peak([{ at: 0, created: 1, ready: 1 }])).to.equal(undefined);
  });
});
