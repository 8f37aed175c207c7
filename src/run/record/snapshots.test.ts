import { expect } from 'chai';
import { eventually } from '../../../test/time/eventually.ts';
import { TurnedClock } from '../../../test/time/turned-clock.ts';
import { snapshots } from './snapshots.ts';

/** A clock that notes for how long it is asked to sleep. */
class NotingClock extends TurnedClock {
  readonly slept: number[] = [];

  override async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(ms);
    return super.sleep(ms, signal);
  }
}

describe('The snapshots of a run', () => {
  /** How long after a snapshot that takes `ms` the next one may be written, in milliseconds. */
  async function pauseAfter(ms: number): Promise<number | undefined> {
    const clock = new NotingClock();
    const files = snapshots(async () => clock.turn(ms), clock);
    files.changed();
    await eventually(() => clock.slept.length === 1);
    await files.stop();
    return clock.slept[0];
  }

  it('are written once a second while they are cheap', async () => {
    expect(await pauseAfter(10)).to.equal(1_000);
  });

  it('take at most a tenth of the time, and at most a fiftieth where each takes long', async () => {
    expect(await pauseAfter(500)).to.equal(5_000);
    expect(await pauseAfter(6_000)).to.equal(300_000);
  });
});
