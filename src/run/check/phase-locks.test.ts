import { expect } from 'chai';
import { handClock } from '../../time/hand-clock.ts';
import { phaseLocks } from './phase-locks.ts';
import { scheduler } from './scheduler.ts';

function issued(own: readonly string[] = [], queue = scheduler(9)) {
  const clock = handClock();
  const stop = new AbortController();
  const waits: string[] = [];
  const locks = phaseLocks({
    ...{ hold: queue.hold, own, clock, taken: () => () => {} },
    waiting: (title, work) => {
      waits.push(title);
      return work(stop.signal);
    },
  });
  return { ...locks, clock, stop, waits, queue };
}

describe('A lock for a part of a check', () => {
  it('is held while that part runs, and given back when it fails', async () => {
    const { tool, queue, waits } = issued();
    const started: string[] = [];
    const run = (name: string) =>
      queue.add({ locks: ['cpu-load'], run: () => Promise.resolve(void started.push(name)) });
    let other: Promise<void> | undefined;
    expect(
      await tool.hold('cpu-load', async () => {
        other = run('other');
        await new Promise((resolve) => setImmediate(resolve));
        return started.length;
      }),
    ).to.equal(0);
    await other;
    const failed = tool.hold('cpu-load', () => Promise.reject(new Error('no'))).catch((error: Error) => error.message);
    expect([started, await failed, waits]).to.deep.equal([
      ...[['other'], 'no', ['the lock cpu-load is free', 'the lock cpu-load is free']],
    ]);
    await run('last');
    expect(started).to.deep.equal(['other', 'last']);
  });

  it('is waited for in a time that is not the check’s own, until its signal fires', async () => {
    const { tool, clock, stop, waitedMs, queue } = issued();
    void queue.add({ locks: ['cpu-load'], run: () => new Promise(() => {}) });
    const held = tool.hold('cpu-load', () => Promise.resolve()).catch((error: Error) => error.message);
    await clock.advance(5_000);
    expect(waitedMs()).to.equal(5_000);
    stop.abort(new Error('over'));
    expect([await held, waitedMs()]).to.deep.equal(['over', 5_000]);
  });

  it('is refused to a check that holds another one', async () => {
    const refusal = 'SPEC_LOCKS: the check asks for the lock cpu-load, and holds nodes';
    const { tool } = issued(['nodes']);
    const own = await tool.hold('cpu-load', () => Promise.resolve('')).catch((error: Error) => error.message);
    expect(own).to.match(new RegExp(`^${refusal}\n`));
    const { tool: second } = issued();
    const nested = second.hold('nodes', () => second.hold('cpu-load', () => Promise.resolve('')));
    expect(await nested.catch((error: Error) => error.message)).to.match(new RegExp(`^${refusal}\n`));
    expect(await second.hold('cpu-load', () => Promise.resolve('again'))).to.equal('again');
  });
});
