import { expect } from 'chai';
import { endedTest, nightlyRun } from '../runs.fixture.ts';
import { earlierRuns } from './earlier-runs.ts';
import { eventOf } from './event-of.ts';
import { whyNotTold } from './policy.ts';
import type { Results, Status } from '../../results/model.ts';

/** A run of what was not green in another. */
function rerun(day: number, of: Results, statuses: Readonly<Record<string, Status>>): Results {
  const value = of.run.id;
  return nightlyRun(day, testsOf(statuses), {
    selection: { selected: 1, leftOut: [{ by: 'run.rerun.of', value, tests: 1 }] },
  });
}

function testsOf(statuses: Readonly<Record<string, Status>>) {
  return Object.entries(statuses).map(([id, status]) => endedTest(id, status));
}

async function toldOf(results: Results, ...stored: Results[]) {
  const { runs, mayFailLonger } = await earlierRuns(results, stored.toReversed());
  return eventOf(results, runs, { mayFailLonger });
}

describe('A run of what was not green in another', () => {
  const green = nightlyRun(1, testsOf({ 'a/1': 'passed', 'a/2': 'passed', 'a/3': 'passed' }));
  const red = nightlyRun(2, testsOf({ 'a/1': 'failed', 'a/2': 'failed', 'a/3': 'passed' }));

  it('is no first failure when the same tests fail', async () => {
    const event = await toldOf(rerun(3, red, { 'a/1': 'failed', 'a/2': 'failed' }), green, red);
    expect([event.kind, whyNotTold(event, 'changes')]).to.deep.equal([
      'still failing',
      'the same tests fail as before',
    ]);
    expect(event.failingSince).to.deep.equal({ id: red.run.id, startedAt: red.run.startedAt, runs: 2 });
    expect(event.failures.flatMap(({ tests }) => tests.map(({ since }) => since?.id))).to.deep.equal([
      red.run.id,
      red.run.id,
    ]);
    expect(event.changes).to.deep.include({ newlyFailing: [], missing: [], noLongerJudged: [] });
  });

  it('is changed when fewer of them fail, and fixed when none does', async () => {
    const fewer = await toldOf(rerun(3, red, { 'a/1': 'failed', 'a/2': 'passed' }), green, red);
    expect([fewer.kind, fewer.changes?.fixed]).to.deep.equal(['changed', ['a/2']]);
    const none = await toldOf(rerun(3, red, { 'a/1': 'passed', 'a/2': 'passed' }), green, red);
    expect([none.kind, none.fixedAfter]).to.deep.equal(['fixed', 1]);
  });

  it('is compared with the runs since, also when it runs a run again that ran others again', async () => {
    const again = rerun(4, red, { 'a/1': 'failed', 'a/2': 'passed' });
    const whole = nightlyRun(3, testsOf({ 'a/1': 'failed', 'a/2': 'failed', 'a/3': 'passed' }));
    const event = await toldOf(rerun(5, again, { 'a/1': 'failed' }), green, red, whole, again);
    expect([event.kind, event.changes?.last.id, event.failingSince?.runs]).to.deep.equal([
      'still failing',
      again.run.id,
      4,
    ]);
  });

  it('is a first failure where that run is not there, as one that was narrowed otherwise', async () => {
    const focused = nightlyRun(3, testsOf({ 'a/1': 'passed' }), {
      selection: { selected: 1, leftOut: [{ by: 'run.focus', value: 'a/1', tests: 2 }] },
    });
    const event = await toldOf(rerun(4, red, { 'a/1': 'failed' }), green, focused);
    expect([event.kind, event.changes]).to.deep.equal(['first failure', undefined]);
  });

  it('is part of what the next whole run is compared with', async () => {
    const fixed = rerun(3, red, { 'a/1': 'passed', 'a/2': 'passed' });
    const whole = nightlyRun(4, testsOf({ 'a/1': 'failed', 'a/2': 'passed', 'a/3': 'passed' }));
    const broken = await toldOf(whole, green, red, fixed);
    expect([broken.kind, broken.failingSince?.id, broken.changes?.newlyFailing, broken.changes?.missing]).to.deep.equal(
      ['first failure', whole.run.id, ['a/1'], []],
    );
    const healthy = nightlyRun(4, testsOf({ 'a/1': 'passed', 'a/2': 'passed', 'a/3': 'passed' }));
    const told = await toldOf(healthy, green, red, fixed);
    expect([told.kind, told.repeats]).to.deep.equal(['passed', true]);
  });

  it('repairs nothing for the next whole run that it left out', async () => {
    const half = rerun(3, red, { 'a/1': 'passed' });
    const whole = nightlyRun(4, testsOf({ 'a/1': 'passed', 'a/2': 'failed', 'a/3': 'passed' }));
    const event = await toldOf(whole, green, red, half);
    expect([event.kind, event.failingSince?.id]).to.deep.equal(['still failing', red.run.id]);
  });
});
