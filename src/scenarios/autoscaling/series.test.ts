import { expect } from 'chai';
import { seriesOf } from './series.ts';
import { testSamples } from './verdict/timeline.fixture.ts';

describe('The series of an autoscaling test', () => {
  it('are columns of equal length, with null where nothing was read', () => {
    const samples = [
      { at: 0, created: 1, ready: 1 },
      { at: 1.04, created: 1, ready: 1, metric: 0.123_456, desired: 2, current: 1, rate: 20 },
    ];
    expect(seriesOf(samples, { target: 50, moments: {} })).to.deep.equal({
      target: 50,
      moments: {},
      at: [0, 1],
      rate: [null, 20],
      metricPercent: [null, 12.35],
      desired: [null, 2],
      current: [null, 1],
      ready: [1, 1],
    });
  });

  it('of a long test have fewer points, but keep every change of replicas', () => {
    const long = Array.from({ length: 40 }, (_, round) =>
      testSamples().map((sample) => ({ ...sample, at: sample.at + round * 151 })),
    ).flat();
    const series = seriesOf(long, { target: 50, moments: {} });
    expect(series.at.length).to.be.below(1_000);
    const steps = (desired: readonly (number | null)[]) =>
      desired.filter((value, index) => value !== desired[index - 1]);
    expect(steps(series.desired)).to.deep.equal(steps(long.map(({ desired }) => desired ?? null)));
  });
});
