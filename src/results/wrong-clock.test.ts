import { expect } from 'chai';
import { wrongClock } from './wrong-clock.ts';

describe('The time of a run', () => {
  const now = new Date('2026-11-28T12:00:00Z');
  const of = (startedAt: string) => wrongClock({ startedAt }, now);

  it('can be right, also that of a machine whose zone is wrong', () => {
    for (const time of ['2026-11-28T11:59:00Z', '2026-11-29T02:00:00+02:00', '2021-03-01T00:00:00Z'])
      expect(of(time), time).to.equal(undefined);
  });

  it('is wrong in the future, and before there was a suite', () => {
    expect(of('2026-11-30T12:00:00Z')).to.equal(
      'it says that it began at 2026-11-30T12:00:00.000Z, 48h00m from now: a clock was wrong',
    );
    expect(of('1970-01-01T00:00:12Z')).to.equal(
      'it says that it began at 1970-01-01T00:00:12.000Z, before there was such a suite: a clock was wrong',
    );
  });
});
