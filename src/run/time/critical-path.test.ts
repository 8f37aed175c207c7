import { expect } from 'chai';
import { criticalPath, type TimedCheck } from './critical-path.ts';

const check = (waited: number, ...held: [before: number, during: number, after: number][]): TimedCheck => ({
  id: `waits-${waited}`,
  waited,
  held: held.map(([before, during, after]) => ({ lock: 'cpu-load', before, during, after })),
});

describe('The critical path of a run', () => {
  it('is that of the check that waits the longest when none shares a lock', () => {
    expect(criticalPath([]).milliseconds).to.equal(0);
    expect(criticalPath([check(10), check(40), check(30)]).milliseconds).to.equal(40);
  });

  it('is that of the phases with a lock, one after the other, with the least before the first and after the last', () => {
    const checks = [check(80, [20, 30, 30]), check(60, [10, 30, 20]), check(70, [5, 60, 5])];
    expect(criticalPath(checks).milliseconds).to.equal(5 + 30 + 30 + 60 + 5);
    expect(criticalPath([...checks, check(500)]).milliseconds).to.equal(500);
  });

  it('has all phases of a check that holds a lock several times, and each lock by itself', () => {
    expect(criticalPath([check(50, [0, 10, 40], [30, 20, 0]), check(25, [0, 25, 0])]).milliseconds).to.equal(55);
    const other = { id: 'other', waited: 90, held: [{ lock: 'nodes', before: 0, during: 90, after: 0 }] };
    expect(criticalPath([check(50, [0, 50, 0]), check(30, [0, 30, 0]), other]).milliseconds).to.equal(90);
  });

  it('names its checks, and the lock that they held', () => {
    const checks = [check(80, [20, 30, 30]), check(60, [10, 30, 20], [40, 10, 10]), check(25)];
    expect(criticalPath(checks)).to.deep.equal({ milliseconds: 90, tests: ['waits-80', 'waits-60'], lock: 'cpu-load' });
    expect(criticalPath([...checks, check(500)])).to.deep.equal({ milliseconds: 500, tests: ['waits-500'] });
    expect(criticalPath([])).to.deep.equal({ milliseconds: 0, tests: [] });
  });
});
