import { expect } from 'chai';
import { progressText, type RunProgress } from './progress-text.ts';

const text = (state: Partial<RunProgress>, now = '2026-01-01T00:01:35Z', step?: number) =>
  progressText({ planned: 11, done: 10, notPassed: 0, running: [], ...state }, new Date(now), step);
const waiting = { id: 'a/web', since: '2026-01-01T00:01:10Z', reason: 'no such image\n(pod web-1)' };

describe('How far a run is', () => {
  it('is how many tests are done, and how many of them did not pass', () => {
    expect(text({})).to.equal('10 of 11 tests done');
    expect(text({ notPassed: 2 })).to.equal('10 of 11 tests done, 2 not passed');
  });

  it('names the test that has run the longest', () => {
    expect(text({ running: ['a/web'] })).to.equal('10 of 11 tests done, 1 running: a/web');
    expect(text({ done: 2, running: ['a/load', 'a/web'] })).to.equal('2 of 11 tests done, 2 running, longest a/load');
  });

  it('names instead a test that waits, for how long, and for what', () => {
    expect(text({ running: ['a/load', 'a/web'], waiting })).to.equal(
      '10 of 11 tests done, 2 running: a/web waits 25 s: no such image (pod web-1)',
    );
    expect(text({ running: ['a/web'], waiting }, '2026-01-01T00:02:45Z')).to.contain('a/web waits 1m35s: ');
  });

  it('says in steps how long it has waited, and nothing within the first step', () => {
    expect(text({ running: ['a/web'], waiting }, '2026-01-01T00:01:39Z', 15)).to.contain('a/web waits 15 s: ');
    expect(text({ running: ['a/web'], waiting }, '2026-01-01T00:01:24Z', 15)).to.contain('a/web waits: ');
  });

  it('does not report a wait after its test has ended', () => {
    expect(text({ running: ['a/load'], waiting })).to.equal('10 of 11 tests done, 1 running: a/load');
  });

  it('keeps ids and reasons short', () => {
    const long = { ...waiting, id: 'x'.repeat(500), reason: 'y'.repeat(500) };
    expect(text({ running: [long.id], waiting: long }).length).to.be.lessThan(420);
  });
});
