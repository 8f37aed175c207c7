import { expect } from 'chai';
import { criticalPath, type SpentTime } from './critical-path.ts';

const check = (waited: number, ...held: [before: number, during: number, after: number][]): SpentTime => ({
  waited,
  held: held.map(([before, during, after]) => ({ lock: 'cpu-load', before, during, after })),
});

describe('The critical path of a run', () => {
  it('is that of the check that waits the longest when none shares a lock', () => {
    expect(criticalPath([])).to.equal(0);
    expect(criticalPath([check(10), check(40), check(30)])).to.equal(40);
  });

  it('is that of the phases with a lock, one after the other, with the least before the first and after the last', () => {
    const checks = [check(80, [20, 30, 30]), check(60, [10, 30, 20]), check(70, [5, 60, 5])];
    expect(criticalPath(checks)).to.equal(5 + 30 + 30 + 60 + 5);
    expect(criticalPath([...checks, check(500)])).to.equal(500);
  });

  it('has all phases of a check that holds a lock several times, and each lock by itself', () => {
    expect(criticalPath([check(50, [0, 10, 40], [30, 20, 0]), check(25, [0, 25, 0])])).to.equal(55);
    const other = { waited: 90, held: [{ lock: 'nodes', before: 0, during: 90, after: 0 }] };
    expect(criticalPath([check(50, [0, 50, 0]), check(30, [0, 30, 0]), other])).to.equal(90);
  });
});
