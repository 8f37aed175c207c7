import { expect } from 'chai';
import type { EndedRun } from '../../cluster/specs/shakedown.ts';
import { scoreOf, scoreSection, unexpectedReds } from '../../own-cluster/faults/score.ts';

/** A run with these tests, each with its status and the text of its reason. */
function runOf(tests: Readonly<Record<string, readonly [string, string?]>>): EndedRun {
  const all = Object.entries(tests).map(([id, [status, message = '']]) => ({ id, status, reason: { message } }));
  const ids = (status: string) => all.filter((test) => test.status === status).map(({ id }) => id);
  return { results: { tests: all }, ids } as unknown as EndedRun;
}

/** The section for a fault and two twins, of which the second has this status. */
function sectionWith(status: string): string {
  const run = runOf({ broken: ['failed', 'no image'], idle: ['skipped', 'it is at zero'], slow: [status] });
  const scores = [
    scoreOf({ name: 'an image is missing', red: { broken: /image/ } }, run),
    scoreOf({ name: 'an app is idle', red: {}, others: { idle: ['skipped', /at zero/] } }, run),
    scoreOf({ name: 'an app is slow', red: {}, others: { slow: 'passed', idle: ['skipped', /at zero/] } }, run),
  ];
  return scoreSection(scores, unexpectedReds(scores, run));
}

describe('The score of faults', () => {
  it('tells how many are red with their cause, and that no twin is red', () => {
    expect(sectionWith('passed').split('\n')).to.deep.equal([
      '1 of 1 faults turn exactly the expected tests red; 1 of these 1 tests name the root cause.',
      '0 other tests are red.',
      '2 of 2 things that only look like a fault, or cannot be judged, turn no test red.',
      '',
      '| a cluster where | turns red | red | cause named | other statuses as expected |',
      '| --- | --- | --- | --- | --- |',
      '| an image is missing | `broken` | 1 of 1 | 1 of 1 | – |',
      '| an app is idle | nothing | – | – | 1 of 1 |',
      '| an app is slow | nothing | – | – | 2 of 2 |',
    ]);
  });

  it('counts a twin that is red, in the sentence and in its row', () => {
    const section = sectionWith('failed');
    expect(section).to.include('\n1 other tests are red: slow.\n');
    expect(section).to.include(
      '\n1 of 2 things that only look like a fault, or cannot be judged, turn no test red; these do: an app is slow.\n',
    );
    expect(section).to.include('\n| an app is slow | nothing | 1 of 2 | – | 1 of 2 |');
  });

  it('tells of twins alone how many are red, and nothing of faults that there are none of', () => {
    const twins = (status: string) => {
      const run = runOf({ idle: ['skipped', 'it is at zero'], slow: [status] });
      const scores = [
        scoreOf({ name: 'an app is idle', red: {}, others: { idle: ['skipped', /at zero/] } }, run),
        scoreOf({ name: 'an app is slow', red: {}, others: { slow: 'passed' } }, run),
      ];
      return scoreSection(scores, unexpectedReds(scores, run)).split('\n').slice(0, 3);
    };
    expect(twins('passed')).to.deep.equal(['2 healthy twins, none red.', '0 other tests are red.', '']);
    expect(twins('failed')).to.deep.equal([
      '2 healthy twins, 1 red: an app is slow.',
      '1 other tests are red: slow.',
      '',
    ]);
  });

  it('counts a test whose status has another reason than expected as one that is not as expected', () => {
    const run = runOf({ idle: ['skipped', 'excluded by configuration'] });
    const seen = (reason: RegExp) =>
      scoreOf({ name: 'an app is idle', red: {}, others: { idle: ['skipped', reason] } }, run).others;
    expect(seen(/scaled to zero/)).to.include({ expected: 1, seen: 0 });
    expect(seen(/^excluded/)).to.include({ expected: 1, seen: 1 });
  });
});
