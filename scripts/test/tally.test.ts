import { expect } from 'chai';
import { exitCodeOf, lineOf, sum } from './tally.ts';

describe('The tally of a test run', () => {
  it('adds up everything that ran', () => {
    const parts = [
      { passed: 1, failed: 0, skipped: 0 },
      { passed: 40, failed: 2, skipped: 3 },
    ];
    expect(lineOf(sum(parts))).to.equal('41 passed, 2 failed, 3 skipped');
  });

  it('is a success only when something ran and nothing failed', () => {
    expect(exitCodeOf({ passed: 1, failed: 0, skipped: 9 })).to.equal(0);
    expect(exitCodeOf({ passed: 900, failed: 1, skipped: 0 })).to.equal(1);
    expect(exitCodeOf({ passed: 0, failed: 0, skipped: 9 })).to.equal(1);
    expect(exitCodeOf(sum([]))).to.equal(1);
  });
});
