import { expect } from 'chai';
import { progressReport } from './progress-report.ts';

const now = new Date('2026-01-01T00:00:29Z');

describe('A progress post', () => {
  it('says that the run starts while there is no plan', () => {
    expect(progressReport({ planned: 0, done: 0, notPassed: [], running: [] }, now)).to.deep.equal({
      ...{ msg: 'starting', total: 0, completed: 0, failures: [] },
    });
  });

  it('does not count failed tests as completed', () => {
    expect(progressReport({ planned: 9, done: 5, notPassed: ['a/1', 'a/2'], running: [] }, now)).to.deep.equal({
      ...{ msg: '5 of 9 tests done, 2 not passed', total: 9, completed: 3, failures: ['a/1', 'a/2'] },
    });
  });

  it('says what is waited for, and every 15 s for how long', () => {
    const waiting = { id: 'workloads/web', since: '2026-01-01T00:00:00Z', reason: '0 of 1 replica available' };
    const state = { planned: 9, done: 8, notPassed: [], running: ['workloads/web'], waiting };
    expect(progressReport(state, now).msg).to.equal(
      '8 of 9 tests done, 1 running: workloads/web waits 15 s: 0 of 1 replica available',
    );
  });

  it('names at most 50 failures with 120 clean characters each, because all plugins share 256 KiB', () => {
    const notPassed = Array.from({ length: 3_000 }, (_, index) => `a/${index}/\u001b[31m${'x'.repeat(500)}\n`);
    const report = progressReport({ planned: 3_000, done: 3_000, notPassed, running: [] }, now);
    expect(report.failures).to.have.length(50);
    expect(report.failures[0])
      .to.match(/^a\/0\/x+…x+$/)
      .and.to.have.length(120);
    expect(report.msg).to.equal('3000 of 3000 tests done, 3000 not passed');
    expect(JSON.stringify(report).length).to.be.lessThan(8_192);
  });
});
