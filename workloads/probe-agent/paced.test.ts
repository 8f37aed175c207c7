import { expect } from 'chai';
import { jumpingClock } from '../../src/time/clock.ts';
import { paced } from './paced.ts';

describe('the pace of an agent', () => {
  it('spaces connections evenly', async () => {
    const clock = jumpingClock();
    const { next: turn } = paced({ perSecond: 50, inAll: 1_000 }, clock);
    const at: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      await turn();
      at.push(clock.now());
    }
    expect(at).to.deep.equal([0, 20, 40, 60]);
  });

  it('does not save up turns while nothing is connected to', async () => {
    const clock = jumpingClock();
    const { next: turn } = paced({ perSecond: 10, inAll: 1_000 }, clock);
    await turn();
    await clock.sleep(5_000);
    await turn();
    await turn();
    expect(clock.now()).to.equal(5_100);
  });

  it('ends with the last connection that may be opened in all', async () => {
    const { next, atOnce } = paced({ perSecond: 1_000, inAll: 2 }, jumpingClock());
    expect([await next(), atOnce(), await next()]).to.deep.equal([true, true, false]);
  });

  it('delays the others by a connection that does not wait', async () => {
    const clock = jumpingClock();
    const { next, atOnce } = paced({ perSecond: 10, inAll: 1_000 }, clock);
    await next();
    atOnce();
    expect(clock.now()).to.equal(0);
    await next();
    expect(clock.now()).to.equal(200);
  });
});
