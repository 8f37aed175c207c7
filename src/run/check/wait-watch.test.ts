import { expect } from 'chai';
import type { Condition, Observation } from '../../conditions/waiting/condition.ts';
import { notYet, ready } from '../../conditions/waiting/condition.ts';
import type { Waiting } from '../../publish/progress-text.ts';
import { handClock } from '../../time/hand-clock.ts';
import { OpenWait } from './open-wait.ts';
import { watchWaits } from './wait-watch.ts';

const condition = { title: 'web has 3 replicas' } as Condition;

/** A watch over checks that a test starts, and its reports. */
function watched() {
  const clock = handClock();
  const told: (Waiting | undefined)[] = [];
  const watch = watchWaits(clock, (waiting) => void told.push(waiting));
  const check = (id: string) => {
    const wait = new OpenWait(condition.title, clock.now());
    const open = [wait];
    let asked = 0;
    watch.begin(id, () => open);
    const saw = (observation: Observation, explained = false) =>
      wait.saw({ condition, observation, explained, explain: () => (asked += 1) });
    return { saw, asked: () => asked, over: () => open.pop() };
  };
  return { clock, told, watch, check };
}

describe('The watch over running waits', () => {
  it('makes a wait explain its answer, and reports the cause within seconds', async () => {
    using run = stopped(watched());
    const web = run.check('a/web');
    web.saw(notYet('0 of 3 replicas available'));
    await run.clock.advance(2_000);
    expect([web.asked(), run.told]).to.deep.equal([1, []]);
    web.saw(notYet('no such image (pod web-1)'), true);
    web.saw(notYet('0 of 3 replicas available'));
    await run.clock.advance(1_000);
    expect(run.told).to.deep.equal([
      { id: 'a/web', since: '2026-01-01T00:00:00.000Z', reason: 'no such image (pod web-1)' },
    ]);
  });

  it('reports what was seen when nothing explains it in time', async () => {
    using run = stopped(watched());
    run.check('a/web').saw(notYet('0 of 3 replicas available'));
    await run.clock.advance(9_000);
    expect(run.told).to.deep.equal([]);
    await run.clock.advance(1_000);
    expect(run.told.map((waiting) => waiting?.reason)).to.deep.equal(['0 of 3 replicas available']);
  });

  it('reports the wait that has lasted the longest, and makes no other one explain its answer', async () => {
    using run = stopped(watched());
    const first = run.check('a/first');
    await run.clock.advance(1_000);
    const second = run.check('a/second');
    for (const one of [first, second]) one.saw(notYet('0 of 3'), true);
    await run.clock.advance(5_000);
    expect(run.told.map((waiting) => waiting?.id)).to.deep.equal(['a/first']);
    expect([first.asked(), second.asked()]).to.deep.equal([1, 0]);
    run.watch.end('a/first');
    await run.clock.advance(1_000);
    expect(run.told.map((waiting) => waiting?.id).slice(1)).to.deep.equal([undefined]);
    await run.clock.advance(5_000);
    expect(run.told.map((waiting) => waiting?.id).slice(2)).to.deep.equal(['a/second']);
  });

  it('reports another reason or another wait at most every 10 s, and renews the explanation as often', async () => {
    using run = stopped(watched());
    const web = run.check('a/web');
    web.saw(notYet('the scheduler has not looked at it yet'), true);
    await run.clock.advance(3_000);
    web.saw(notYet('no such image'), true);
    await run.clock.advance(8_000);
    expect(run.told.map((waiting) => waiting?.reason)).to.deep.equal(['the scheduler has not looked at it yet']);
    await run.clock.advance(2_000);
    expect(run.told.map((waiting) => waiting?.reason).slice(1)).to.deep.equal(['no such image']);
    expect(web.asked()).to.equal(2);
  });

  it('asks for no explanation while checks end one after the other, which is progress enough', async () => {
    using run = stopped(watched());
    const all = Array.from({ length: 20 }, (_, index) => run.check(`a/${index}`));
    for (const one of all) one.saw(notYet('0 of 1'));
    for (const [index] of all.slice(1).entries()) {
      await run.clock.advance(1_000);
      run.watch.end(`a/${index}`);
    }
    expect(all.map((one) => one.asked())).to.deep.equal(all.map(() => 0));
    await run.clock.advance(3_000);
    expect(all.map((one) => one.asked())).to.deep.equal([...all.slice(1).map(() => 0), 1]);
  });

  it('reports no short wait and no condition that is met, and reports when no wait is left', async () => {
    using run = stopped(watched());
    run.check('a/held').saw(ready());
    const quick = run.check('a/quick');
    quick.saw(notYet('0 of 3'), true);
    await run.clock.advance(1_000);
    quick.over();
    await run.clock.advance(20_000);
    expect(run.told).to.deep.equal([]);
    const web = run.check('a/web');
    web.saw(notYet('0 of 3'), true);
    await run.clock.advance(3_000);
    web.saw(ready());
    await run.clock.advance(1_000);
    expect(run.told.map((waiting) => waiting?.id)).to.deep.equal(['a/web', undefined]);
  });
});

function stopped<T extends { watch: Disposable }>(run: T): T & Disposable {
  return { ...run, [Symbol.dispose]: () => run.watch[Symbol.dispose]() };
}
