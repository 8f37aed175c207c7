import { expect } from 'chai';
import { slowestOf } from './slowest.ts';

describe('The groups of tests that took the longest', () => {
  it('are listed from all sets, the longest first', () => {
    const outcome = { passed: 1, failed: 0, skipped: 0, failures: [] };
    const sets = [
      { ...outcome, times: [{ title: 'A', seconds: 2 }] },
      outcome,
      {
        ...outcome,
        times: [
          { title: 'B', seconds: 72 },
          { title: 'C', seconds: 1 },
        ],
      },
    ];
    expect(slowestOf(sets, 2)).to.equal('\nThe longest groups of tests:\n   1m12s  B\n   2.0 s  A\n');
  });
});
