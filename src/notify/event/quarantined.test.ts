import { expect } from 'chai';
import { annotations, stepSummary } from '../github/step-summary.ts';
import { endedTest, nightlyRun } from '../runs.fixture.ts';
import { cloudEvent } from '../webhook/cloud-event.ts';
import { slackMessage } from '../slack/message.ts';
import type { Results } from '../../results/model.ts';
import { whyNotTold } from './policy.ts';
import { eventOf } from './event-of.ts';
import { failureGroups } from './failure-groups.ts';

describe('A quarantined failure, where a run is told of', () => {
  const quarantine = { owner: 'team-shop', reason: 'SHOP-12', until: '2026-12-31' };
  const known = nightlyRun(2, [endedTest('a/x', 'passed'), endedTest('a/y', 'failed', { quarantine })]);

  it('is no failure, and the run has passed', () => {
    expect(failureGroups(known, [])).to.deep.equal([]);
    expect(eventOf(known, []).kind).to.equal('passed');
  });

  it('is one again when its quarantine has ended', () => {
    const expired = nightlyRun(3, [endedTest('a/x', 'passed'), endedTest('a/y', 'failed')]);
    expect(failureGroups(expired, [known]).map(({ tests }) => tests.map(({ id }) => id))).to.deep.equal([['a/y']]);
    expect(eventOf(expired, [known]).kind).to.equal('first failure');
  });

  it('is no other failure than before when it comes or goes beside one that decides', () => {
    const deciding = [endedTest('a/x', 'failed')];
    const before = nightlyRun(3, [...deciding, endedTest('a/y', 'passed')]);
    const after = nightlyRun(4, [...deciding, endedTest('a/y', 'failed', { quarantine })]);
    expect(eventOf(after, [before]).kind).to.equal('still failing');
  });

  it('is told as quarantined in the summary of a job, without an annotation', () => {
    const event = eventOf(known, []);
    expect(stepSummary(event))
      .to.match(/\nPASSED: 1 quarantined, 1 passed in /)
      .and.not.match(/failed/i);
    expect(annotations(event)).to.deep.equal([]);
  });

  describe('whose entry ends soon', () => {
    const notice = 'the quarantine of a/y ends soon, and then its failures decide again: until 2026-12-01 (t): r';
    const night = (day: number, ...notes: string[]) =>
      nightlyRun(day, [endedTest('a/x', 'passed')], { notes: ['another note', ...notes] });

    it('is told where a run is told of', () => {
      const event = eventOf(night(2, notice), [night(1)]);
      expect(event.notices).to.deep.equal([notice]);
      expect(JSON.stringify(slackMessage(event).blocks)).to.include(notice);
      expect(stepSummary(event)).to.include(`- ${notice}`).and.not.include('another note');
      expect(cloudEvent(event).data).to.deep.include({ notices: [notice] });
    });

    it('is news once', () => {
      const why = (...runs: Results[]) => whyNotTold(eventOf(runs.at(-1) as Results, runs.slice(0, -1)), 'changes');
      expect(why(night(1, notice))).to.equal(undefined);
      expect(why(night(1), night(2, notice))).to.equal(undefined);
      expect(why(night(1), night(2, notice), night(3, notice))).to.equal('it passed, as before');
    });
  });
});
