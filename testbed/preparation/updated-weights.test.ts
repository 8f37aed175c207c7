import { expect } from 'chai';
import type { Weights } from './parts.mjs';
import { updatedWeights } from './updated-weights.ts';

const WEIGHTS: Weights = {
  measured: '2026-01-01',
  cores: 2,
  parts: {
    'npm/packages': { seconds: 15 },
    'compile/a': { seconds: 100, count: 500 },
    'cluster/start': { seconds: 25 },
  },
};

describe('The weights of the parts', () => {
  const updated = (cores: number, parts: Weights['parts']) => updatedWeights(WEIGHTS, { cores, parts }, '2026-11-27');

  it('become the measured durations; compilations are scaled to the number of cores in the file', () => {
    const measured = { 'npm/packages': { seconds: 12.4 }, 'compile/a': { seconds: 20, count: 520 } };
    expect(updated(8, measured)).to.deep.equal({
      weights: {
        measured: '2026-11-27',
        cores: 2,
        parts: {
          'npm/packages': { seconds: 12 },
          'compile/a': { seconds: 80, count: 520 },
          'cluster/start': { seconds: 25 },
        },
      },
      former: ['cluster/start'],
    });
  });

  it("stay when Go's cache had most of the packages", () => {
    const { weights, former } = updated(2, { 'compile/a': { seconds: 3, count: 399 } });
    expect(weights.parts).to.deep.equal(WEIGHTS.parts);
    expect(former).to.deep.equal(Object.keys(WEIGHTS.parts));
  });

  it('include a new part if it takes at least a second', () => {
    const { weights, former } = updated(2, { 'compile/new': { seconds: 0.2, count: 1 } });
    expect(weights.parts['compile/new']).to.deep.equal({ seconds: 1, count: 1 });
    expect(former).not.to.include('compile/new');
  });
});
