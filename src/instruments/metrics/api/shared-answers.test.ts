import { expect } from 'chai';
import { jumpingClock } from '../../../time/clock.ts';
import { SharedAnswers } from './shared-answers.ts';

const { signal } = new AbortController();

/** Answers that take so long, by a clock that jumps. */
function answersThatTake(ms: number) {
  const clock = jumpingClock();
  const shared = new SharedAnswers(clock);
  let asked = 0;
  const ask = async () => {
    asked += 1;
    await clock.sleep(ms);
    return asked;
  };
  return { clock, get: (isFresh = false) => shared.get('targets', ask, signal, isFresh) };
}

describe('An answer that several checks ask for', () => {
  it('is asked for once within 2 s, and anew after it', async () => {
    const { clock, get } = answersThatTake(10);
    expect(await Promise.all([get(), get()])).to.deep.equal([1, 1]);
    await clock.sleep(1_900);
    expect(await get()).to.equal(1);
    expect(await get(true)).to.equal(2);
    await clock.sleep(2_000);
    expect(await get()).to.equal(3);
  });

  it('that takes long is asked for in a tenth of the time at most', async () => {
    const { clock, get } = answersThatTake(4_000);
    expect(await get()).to.equal(1);
    await clock.sleep(35_000);
    expect(await get()).to.equal(1);
    await clock.sleep(1_000);
    expect(await get()).to.equal(2);
  });

  it('is not asked for again while it is, however long that takes', async () => {
    const clock = jumpingClock();
    const shared = new SharedAnswers(clock);
    const first = Promise.withResolvers<string>();
    const one = shared.get('targets', () => first.promise, signal);
    await clock.sleep(60_000);
    const other = shared.get('targets', () => Promise.resolve('second'), signal);
    first.resolve('first');
    expect(await Promise.all([one, other])).to.deep.equal(['first', 'first']);
  });

  it('that failed is shared as long', async () => {
    const shared = new SharedAnswers(jumpingClock());
    const failing = () => Promise.reject(new Error('away'));
    for (const question of [failing, () => Promise.resolve('there')])
      expect(await shared.get('targets', question, signal).catch(String)).to.equal('Error: away');
  });
});
