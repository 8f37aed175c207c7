import { expect } from 'chai';
import type { Results, Status } from '../../results/model.ts';
import { endedTest, nightlyRun } from '../runs.fixture.ts';
import { eventOf } from './event-of.ts';
import { whyNotTold } from './policy.ts';

const many = (status: Status) => Array.from({ length: 200 }, (_, index) => endedTest(`dns/${index}`, status));
const red = endedTest('workloads/web', 'failed');
const green = endedTest('workloads/web', 'passed');
const why = (...runs: Results[]) => whyNotTold(eventOf(runs.at(-1) as Results, runs.slice(0, -1)), 'changes');

describe('A run that ends as the one before it', () => {
  for (const status of ['error', 'not-run', 'inconclusive', 'skipped'] as const)
    it(`is told when others that passed are ${status} now, once`, () => {
      const [one, two] = [nightlyRun(1, [red, ...many('passed')]), nightlyRun(2, [red, ...many(status)])];
      expect(why(one, two)).to.equal(undefined);
      expect(why(one, two, nightlyRun(3, two.tests))).to.equal('the same tests fail as before');
    });

  it('is told when it passed and tests are gone, or not judged any more, once', () => {
    for (const rest of [[], many('skipped')]) {
      const [one, two] = [nightlyRun(1, [green, ...many('passed')]), nightlyRun(2, [green, ...rest])];
      expect(why(one, two)).to.equal(undefined);
      expect(why(one, two, nightlyRun(3, two.tests))).to.equal('it passed, as before');
    }
  });

  it('is told when a measurement has become slower, and not each night on which it stays so', () => {
    const night = (day: number, value: number) =>
      nightlyRun(day, [endedTest('a/1', 'passed', { measurements: [{ id: 'rollout', value, unit: 'seconds' }] })]);
    const fast = Array.from({ length: 12 }, (_, index) => night(index + 1, 10 + (index % 3) / 10));
    expect(why(...fast)).to.equal('it passed, as before');
    expect(why(...fast, night(13, 60))).to.equal(undefined);
    expect(why(...fast, night(13, 60), night(14, 61))).to.equal('it passed, as before');
  });

  it('is told when its cluster could not be deleted, whatever it found', () => {
    const leftCluster = { at: '2026-11-02T22:40:00.000Z', message: 'no answer' };
    const runs = [nightlyRun(1, [green]), nightlyRun(2, [green], { leftCluster })] as const;
    const event = eventOf(runs[1], [runs[0]]);
    expect([event.kind, event.repeats, event.leftCluster]).to.deep.equal(['cluster left', false, leftCluster]);
    expect((['changes', 'failures', 'never'] as const).map((policy) => whyNotTold(event, policy))).to.deep.equal([
      ...[undefined, undefined, 'the configuration says never'],
    ]);
    expect(why(...runs, nightlyRun(3, [green]))).to.equal('it passed, as before');
  });

  it('fails as before when the next Job of a CronJob does', () => {
    const night = (day: number, job: string) => nightlyRun(day, [endedTest(`workloads/job/shop/${job}`, 'failed')]);
    const kind = (...jobs: [string, string]) => eventOf(night(2, jobs[1]), [night(1, jobs[0])]).kind;
    expect(kind('backup-29384710', 'backup-29386150')).to.equal('still failing');
    expect(kind('backup-29384710', 'restore-29386150')).to.equal('changed');
  });

  it('is not told when it was cut off each night, at another test of an area', () => {
    const cut = (day: number, last: number) =>
      nightlyRun(
        day,
        many('passed').map((test, index) => (index < last ? test : endedTest(test.id, 'not-run'))),
        { interruption: 'the cluster went away' },
      );
    expect(why(cut(1, 100), cut(2, 90))).to.equal('it has no verdict on the cluster, as before');
  });
});
