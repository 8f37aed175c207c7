import { expect } from 'chai';
import { at, done, failed, night, started, stopped } from './night.fixture.ts';
import { openingOf } from './opening.ts';
import type { Step } from './steps.ts';

const HOUR = 3_600_000;
const begun = Date.parse(at);
const judged = [...done('build'), ...done('settle'), ...done('verify', 1), ...done('compare'), ...done('publish')];
const closed = (isKept: boolean) => ({ kind: 'closed', at, exitCode: 1, isKept }) as const;
const opening = (before: ReturnType<typeof night> | undefined, age = HOUR) => openingOf(before, begun + age, 12 * HOUR);

describe('A start of shakedown nightly', () => {
  it('begins a night when there is none, or the last one is over', () => {
    expect(opening(undefined)).to.equal('begin');
    expect(opening(night(...judged, ...done('delete'), closed(false)))).to.equal('begin');
  });

  it('continues a night that has not come to its end', () => {
    expect(opening(night(started('build')))).to.equal('resume');
    expect(opening(night(...done('build'), started('verify')))).to.equal('resume');
    expect(opening(night())).to.equal('resume');
  });

  it('deletes a cluster that was kept, or is left, and begins', () => {
    expect(opening(night(...judged, closed(true)))).to.equal('delete, then begin');
    expect(opening(night(...judged, ...failed('delete')))).to.equal('delete, then begin');
    expect(opening(night(...judged, started('delete')))).to.equal('delete, then begin');
    expect(opening(night(...failed('build'), ...failed('delete')))).to.equal('delete, then begin');
    expect(opening(night(...done('build'), stopped))).to.equal('delete, then begin');
  });

  it('leaves alone what a night without a deletion has built or upgraded', () => {
    const upgraded = { ...night(...judged, closed(false)), plan: ['build', 'settle', 'verify'] as Step[] };
    expect(opening(upgraded)).to.equal('begin');
  });

  it('does not continue a night that is too old, or seems to come from the future', () => {
    const unfinished = night(...done('build'), started('verify'));
    expect(opening(unfinished, 13 * HOUR)).to.equal('delete, then begin');
    expect(opening(unfinished, -HOUR)).to.equal('delete, then begin');
    expect(opening(night(), 13 * HOUR)).to.equal('begin');
    expect(openingOf(unfinished, begun, 0)).to.equal('delete, then begin');
  });
});
