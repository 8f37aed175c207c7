import { expect } from 'chai';
import { progressReport } from './progress-report.ts';

describe('A progress post', () => {
  it('says that the run starts while there is no plan', () => {
    expect(progressReport({ total: 0, done: 0, bad: [], underWay: [] })).to.deep.equal({
      ...{ msg: 'starting', total: 0, completed: 0, failures: [] },
    });
  });

  it('does not count the failed among the completed', () => {
    expect(progressReport({ total: 9, done: 5, bad: ['a/1', 'a/2'], underWay: [] })).to.deep.equal({
      ...{ msg: '5 of 9 tests done, 2 not passed', total: 9, completed: 3, failures: ['a/1', 'a/2'] },
    });
  });

  it('names what has been under way for the longest, for one that takes minutes is not one that hangs', () => {
    const underWay = ['autoscaling/under-load/cpu', 'workloads/target-app'];
    expect(progressReport({ total: 9, done: 5, bad: [], underWay }).msg).to.equal(
      '5 of 9 tests done, 2 under way, longest autoscaling/under-load/cpu',
    );
  });

  it('names at most 50 failures with 120 clean characters each, for all plugins share 256 KiB', () => {
    const bad = Array.from({ length: 3_000 }, (_, index) => `a/${index}/\u001b[31m${'x'.repeat(500)}\n`);
    const report = progressReport({ total: 3_000, done: 3_000, bad, underWay: [] });
    expect(report.failures).to.have.length(50);
    expect(report.failures[0])
      .to.match(/^a\/0\/x+…x+$/)
      .and.to.have.length(120);
    expect(report.msg).to.equal('3000 of 3000 tests done, 3000 not passed');
    expect(JSON.stringify(report).length).to.be.lessThan(8_192);
  });
});
