import { expect } from 'chai';
import { percentilesOf } from './percentiles.ts';

describe('percentiles', () => {
  it('are samples that were seen, by nearest rank, in whatever order they came', () => {
    const samples = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect(percentilesOf(samples)).to.deep.equal({ count: 200, p50: 100, p90: 180, p99: 198, max: 200 });
  });

  it('of one sample are that sample', () => {
    expect(percentilesOf([7])).to.deep.equal({ count: 1, p50: 7, p90: 7, p99: 7, max: 7 });
  });

  it('cannot be had without samples', () => {
    expect(() => percentilesOf([])).to.throw(RangeError, 'percentiles of no samples');
  });
});
