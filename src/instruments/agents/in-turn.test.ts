import { expect } from 'chai';
import { inTurnByKey, inTurnUpTo } from './in-turn.ts';

const soon = () => new Promise((resolve) => setImmediate(resolve));

/** Work that ends by hand. */
function works(most: number) {
  const inTurn = inTurnUpTo(most);
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const begin = (name: string, weight: number) =>
    inTurn(weight, () => {
      started.push(name);
      return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
    });
  return { begin, started, end: async (name: string) => (ends.get(name)?.(), soon()) };
}

describe('work in turn', () => {
  it('runs in parallel while there is room, and then in the order of its arrival', async () => {
    const { begin, started, end } = works(10);
    const all = [begin('a', 6), begin('b', 4), begin('c', 5), begin('d', 1)];
    await soon();
    expect(started).to.deep.equal(['a', 'b']);
    await end('b');
    expect(started).to.deep.equal(['a', 'b']);
    await end('a');
    expect(started).to.deep.equal(['a', 'b', 'c', 'd']);
    await end('c');
    await end('d');
    expect(await Promise.all(all)).to.deep.equal(['a', 'b', 'c', 'd']);
  });

  it('runs alone when it weighs more than there is room for', async () => {
    const { begin, started, end } = works(10);
    void begin('a', 1);
    void begin('large', 50);
    void begin('b', 1);
    await soon();
    expect(started).to.deep.equal(['a']);
    await end('a');
    expect(started).to.deep.equal(['a', 'large']);
    await end('large');
    expect(started).to.deep.equal(['a', 'large', 'b']);
  });

  it('makes room also when it fails', async () => {
    const inTurn = inTurnUpTo(1);
    const failed = inTurn(1, () => Promise.reject(new Error('cut'))).catch((error: Error) => error.message);
    expect(await inTurn(1, () => Promise.resolve('next'))).to.equal('next');
    expect(await failed).to.equal('cut');
  });
});

describe('work in turn of each key', () => {
  it('waits for that of the same key, and for as long as it counts', async () => {
    const inTurn = inTurnByKey({ leastMs: 60 });
    const begun = performance.now();
    const ended: string[] = [];
    const run = (key: string, weight = 2) =>
      inTurn({ key, most: 2, weight }, async () => void ended.push(`${key} ${performance.now() - begun >= 50}`));
    await run('a');
    await Promise.all([run('a'), run('b', 1), run('b', 1)]);
    expect(ended).to.deep.equal(['a false', 'b false', 'b false', 'a true']);
  });

  it('does not wait longer than work counts, however long it takes', async () => {
    const inTurn = inTurnByKey({ mostMs: 60 });
    let end = () => {};
    const slow = inTurn({ key: 'a', most: 2, weight: 2 }, () => new Promise<void>((resolve) => (end = resolve)));
    const begun = performance.now();
    await inTurn({ key: 'a', most: 2, weight: 2 }, async () => {});
    expect(performance.now() - begun).to.be.at.least(50);
    end();
    await slow;
  });

  it('forgets keys that are not used, and goes on after a failure', async () => {
    const inTurn = inTurnByKey();
    const failed = inTurn({ key: 'a', most: 1, weight: 1 }, () => Promise.reject(new Error('cut')));
    const next = inTurn({ key: 'a', most: 1, weight: 1 }, async () => 'next');
    expect(await failed.catch((error: Error) => error.message)).to.equal('cut');
    expect(await next).to.equal('next');
    // The limit of a key that was forgotten is the one of its next use.
    const both = [1, 1].map((weight) => inTurn({ key: 'a', most: 2, weight }, () => soon()));
    await Promise.all(both);
  });
});
