import { expect } from 'chai';
import { merge, percentile, size } from './histogram.ts';

describe('The percentile of bucketed response times', () => {
  it('is the smallest value that this share does not exceed', () => {
    const times = { 1: 50, 2: 45, 10: 4, 200: 1 };
    expect([0.5, 0.51, 0.95, 0.96, 0.99, 1].map((share) => percentile(times, share))).to.deep.equal([
      1, 2, 2, 10, 10, 200,
    ]);
  });

  it('does not take keys for texts, of which 9 would come after 10', () => {
    expect(percentile({ 10: 1, 9: 99 }, 0.5)).to.equal(9);
  });

  it('is not moved by a rounding error in share × count', () => {
    expect(percentile({ 1: 7, 2: 93 }, 0.07)).to.equal(1);
  });

  it('of nothing is nothing', () => {
    expect([percentile({}, 0.5), percentile({ 5: 0 }, 0.5)]).to.deep.equal([undefined, undefined]);
  });

  it('of several workers is that of all their requests, not the mean of their percentiles', () => {
    const busy = { 1: 990, 500: 10 };
    const slow = { 500: 10 };
    const all = merge([busy, slow]);
    expect(size(all)).to.equal(1_010);
    expect([percentile(all, 0.5), percentile(all, 0.98), percentile(all, 0.99)]).to.deep.equal([1, 1, 500]);
  });
});
