import { expect } from 'chai';
import { scheduler } from './scheduler.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Adds named tasks to a scheduler, and ends them by name. */
function desk(limit: number) {
  const queue = scheduler(limit);
  const running = new Map<string, () => void>();
  return {
    add: (name: string, ...locks: string[]) =>
      void queue.add({ locks, run: () => new Promise((end) => void running.set(name, end)) }),
    end: async (name: string) => {
      running.get(name)?.();
      running.delete(name);
      await settled();
    },
    running: () => [...running.keys()].join(' '),
  };
}

describe('The scheduler', () => {
  it('runs as many tasks at once as allowed, in their order', async () => {
    const { add, end, running } = desk(2);
    for (const name of ['a', 'b', 'c', 'd']) add(name);
    expect(running()).to.equal('a b');
    await end('b');
    expect(running()).to.equal('a c');
    await end('a');
    expect(running()).to.equal('c d');
  });

  it('never runs two tasks at once that share a lock, and runs others meanwhile', async () => {
    const { add, end, running } = desk(9);
    add('a', 'nodes');
    add('b', 'nodes', 'cpu-load');
    add('c');
    expect(running()).to.equal('a c');
    await end('a');
    expect(running()).to.equal('c b');
  });

  it('gives no lock to a later task first, so that a task with many locks also runs', async () => {
    const { add, end, running } = desk(9);
    add('a', 'nodes');
    add('both', 'nodes', 'cpu-load');
    add('late', 'cpu-load');
    expect(running()).to.equal('a');
    await end('a');
    expect(running()).to.equal('both');
    await end('both');
    expect(running()).to.equal('late');
  });

  it('ends with every combination of locks', async () => {
    const queue = scheduler(3);
    const locks = ['a', 'b', 'c', 'd'];
    const held = new Set<string>();
    let most = 0;
    let running = 0;
    const tasks = Array.from({ length: 200 }, (_, index) => locks.filter((_, bit) => (index >> bit) & 1));
    await Promise.all(
      tasks.map((wanted) =>
        queue.add({
          locks: wanted,
          run: async () => {
            most = Math.max(most, ++running);
            for (const lock of wanted) {
              expect(held.has(lock)).to.equal(false);
              held.add(lock);
            }
            await settled();
            wanted.forEach((lock) => held.delete(lock));
            running -= 1;
          },
        }),
      ),
    );
    expect(most).to.equal(3);
  });

  it('lets a part of a running task go before tasks that have not begun, one after the other', async () => {
    const queue = scheduler(1);
    const { signal } = new AbortController();
    const ends: (() => void)[] = [];
    const order: string[] = [];
    void queue.add({ locks: [], run: () => new Promise((end) => void ends.push(end)) });
    void queue.add({ locks: ['cpu-load'], run: () => Promise.resolve(void order.push('waiting task')) });
    const give = await queue.hold('cpu-load', signal);
    const second = queue.hold('cpu-load', signal).then((back) => (order.push('second part'), back));
    await settled();
    expect(order).to.deep.equal([]);
    give();
    (await second)();
    ends[0]?.();
    await settled();
    expect(order).to.deep.equal(['second part', 'waiting task']);
  });

  it('lets no task with a lock begin before the parts with it that are announced, and others meanwhile', async () => {
    const queue = scheduler(9);
    const { signal } = new AbortController();
    const order: string[] = [];
    const add = (name: string, ...locks: string[]) =>
      void queue.add({ locks, run: () => Promise.resolve(void order.push(name)) });
    const [first, second] = [queue.announce('cpu-load'), queue.announce('cpu-load')];
    add('whole', 'cpu-load');
    add('other', 'nodes');
    const give = await queue.hold('cpu-load', signal);
    first();
    first();
    give();
    await settled();
    expect(order).to.deep.equal(['other']);
    second();
    await settled();
    expect(order).to.deep.equal(['other', 'whole']);
  });

  it('takes a lock for nobody whose signal has fired', async () => {
    const queue = scheduler(1);
    const stop = new AbortController();
    const give = await queue.hold('cpu-load', new AbortController().signal);
    const left = queue.hold('cpu-load', stop.signal).catch((error: Error) => error.message);
    stop.abort(new Error('over'));
    expect(await left).to.equal('over');
    expect(await queue.hold('nodes', stop.signal).catch((error: Error) => error.message)).to.equal('over');
    give();
    give();
    expect(await queue.hold('cpu-load', new AbortController().signal)).to.be.a('function');
  });
});
