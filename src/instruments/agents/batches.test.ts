import { expect } from 'chai';
import { inBatches } from './batches.ts';

/** A sender whose calls are answered by hand. */
function sender() {
  const calls: { asks: number[]; answer: () => void; fail: (error: Error) => void }[] = [];
  const send = (asks: number[]) =>
    new Promise<string[]>((resolve, reject) => {
      calls.push({ asks, answer: () => resolve(asks.map((ask) => `answer ${ask}`)), fail: reject });
    });
  return { calls, send };
}
const soon = () => new Promise((resolve) => setImmediate(resolve));

describe('requests in batches', () => {
  it('are sent together when they are made together, and each gets its own answer', async () => {
    const { calls, send } = sender();
    const ask = inBatches({ most: 10, atOnce: 1, send });
    const answers = Promise.all([ask(1), ask(2), ask(3)]);
    await soon();
    expect(calls.map(({ asks }) => asks)).to.deep.equal([[1, 2, 3]]);
    calls[0]?.answer();
    expect(await answers).to.deep.equal(['answer 1', 'answer 2', 'answer 3']);
  });

  it('that are made soon after a call are sent together, when it is time for the next one', async () => {
    const { calls, send } = sender();
    const ask = inBatches({ most: 10, atOnce: 2, betweenMs: 60, send });
    const begun = performance.now();
    const first = ask(1);
    await soon();
    const later = [ask(2)];
    await soon();
    later.push(ask(3));
    expect(calls.map(({ asks }) => asks)).to.deep.equal([[1]]);
    while (calls.length < 2) await soon();
    expect(performance.now() - begun).to.be.at.least(50);
    expect(calls.map(({ asks }) => asks)).to.deep.equal([[1], [2, 3]]);
    for (const { answer } of calls) answer();
    await Promise.all([first, ...later]);
  });

  it('that are made while all calls are running are sent with the next one', async () => {
    const { calls, send } = sender();
    const ask = inBatches({ most: 10, atOnce: 1, send });
    const first = ask(1);
    await soon();
    const later = [ask(2), ask(3)];
    await soon();
    expect(calls).to.have.lengthOf(1);
    calls[0]?.answer();
    await first;
    await soon();
    expect(calls.map(({ asks }) => asks)).to.deep.equal([[1], [2, 3]]);
    calls[1]?.answer();
    expect(await Promise.all(later)).to.deep.equal(['answer 2', 'answer 3']);
  });

  it('are limited in number for each call, and so are the calls at a time', async () => {
    const { calls, send } = sender();
    const ask = inBatches({ most: 2, atOnce: 2, send });
    const answers = Promise.all([1, 2, 3, 4, 5].map(ask));
    await soon();
    expect(calls.map(({ asks }) => asks)).to.deep.equal([
      [1, 2],
      [3, 4],
    ]);
    calls[1]?.answer();
    await soon();
    expect(calls.map(({ asks }) => asks)).to.deep.equal([[1, 2], [3, 4], [5]]);
    calls[0]?.answer();
    calls[2]?.answer();
    expect(await answers).to.have.lengthOf(5);
  });

  it('are limited by what they count as, and one that counts as too much is sent alone', async () => {
    const { calls, send } = sender();
    const ask = inBatches({ most: 10, weight: (n: number) => n, atOnce: 9, send });
    void [4, 6, 1, 30, 2].map(ask);
    await soon();
    expect(calls.map(({ asks }) => asks)).to.deep.equal([[4, 6], [1], [30], [2]]);
  });

  it('fail together with their call, and later ones are still sent', async () => {
    const { calls, send } = sender();
    const ask = inBatches({ most: 2, atOnce: 1, send });
    const outcomes = Promise.allSettled([ask(1), ask(2), ask(3)]);
    await soon();
    calls[0]?.fail(new Error('cut'));
    await soon();
    calls[1]?.answer();
    expect((await outcomes).map(({ status }) => status)).to.deep.equal(['rejected', 'rejected', 'fulfilled']);
  });
});
