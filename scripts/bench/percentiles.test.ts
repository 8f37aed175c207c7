import { expect } from 'chai';
import { percentilesOf } from './percentiles.ts';

describe('percentiles', () => {
  it('are measured samples, by nearest rank, in any order of the samples', () => {
    const samples = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect(percentilesOf(samples)).to.deep.equal({ count: 200, p50: 100, p90: 180, p99: 198, max: 200 });
  });

  it('of one sample are that sample', () => {
    expect(percentilesOf([7])).to.deep.equal({ count: 1, p50: 7, p90: 7, p99: 7, max: 7 });
  });

  it('do not exist without samples', () => {
    expect(() => percentilesOf([])).to.throw(RangeError, 'percentiles of no samples');
  });
});
