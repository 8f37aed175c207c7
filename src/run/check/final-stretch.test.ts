import { expect } from 'chai';
import { TurnedClock } from '../../../test/time/turned-clock.ts';
import { finalStretch } from './final-stretch.ts';

describe('The final stretch of checks', () => {
  const world = () => {
    const clock = new TurnedClock();
    const stretch = finalStretch(clock);
    const stop = new AbortController();
    let isOver = false;
    const over = stretch.over(stop.signal).then(() => (isOver = true));
    /** Turns the clock, and lets sleepers look. */
    const turn = async (seconds: number) => {
      for (let turned = 0; turned < seconds; turned += 0.2) {
        clock.turn(200);
        await new Promise(setImmediate);
      }
      return isOver;
    };
    return { clock, stretch, stop, over, turn };
  };

  it('is over at once where no check runs, or all have time left', async () => {
    expect(await world().over).to.equal(true);
    const { stretch, stop } = world();
    stretch.begin('a', () => 20_000);
    await stretch.over(stop.signal);
  });

  it('is over when the last check in it has ended, or has no time left', async () => {
    const { clock, stretch, stop, turn } = world();
    stretch.begin('a', () => 5_000);
    stretch.begin('b', () => 3_000 - clock.now());
    let isOver = false;
    void stretch.over(stop.signal).then(() => (isOver = true));
    await turn(4);
    expect(isOver).to.equal(false);
    stretch.end('a');
    await turn(1);
    expect(isOver).to.equal(true);
  });

  it('is waited for half a minute at most, and not when the run is cut off', async () => {
    const { stretch, stop, turn } = world();
    stretch.begin('a', () => 5_000);
    let count = 0;
    void stretch.over(stop.signal).then(() => (count += 1));
    await turn(29);
    expect(count).to.equal(0);
    await turn(2);
    expect(count).to.equal(1);
    void stretch.over(stop.signal).then(() => (count += 1));
    stop.abort();
    await turn(0.2);
    expect(count).to.equal(2);
  });
});
