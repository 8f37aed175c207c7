import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import type { PartState } from './estimate.mjs';
import { overallProgress } from './overall-progress.mjs';

const PARTS: PartState[] = [
  { part: { id: 'compile/a', seconds: 60, count: 100 }, state: 'waiting', elapsed: 0 },
  { part: { id: 'cluster/start', seconds: 40 }, state: 'waiting', elapsed: 0 },
];

/** A progress with a clock that the test advances, and what was written. */
function testProgress(options: { isTTY?: boolean; columns?: number; everyMs?: number } = {}) {
  const { everyMs, ...stream } = options;
  const written: string[] = [];
  let now = 0;
  let repeated: { call: () => void; ms: number } | undefined;
  const progress = overallProgress(PARTS, {
    output: { write: (text: string) => written.push(text), ...stream },
    ...(everyMs === undefined ? {} : { everyMs }),
    clock: () => now,
    repeat: (call, ms) => {
      repeated = { call, ms };
      return () => (repeated = undefined);
    },
  });
  const advance = (seconds: number) => {
    for (const end = now + seconds * 1_000; now < end;) {
      now += repeated?.ms ?? 1_000;
      repeated?.call();
    }
  };
  return { ...progress, written, advance };
}

describe('One progress over all parts', () => {
  it('is in a log a line at the beginning of a part and one every 15 s', () => {
    const { plan, now, stands, done, end, advance, written } = testProgress();
    plan.begin('compile/a');
    now('building a: 0 of 100 packages');
    plan.count(25, 100);
    stands('building a: 25 of 100 packages');
    advance(14);
    expect(written).to.deep.equal(['[  0 %] building a: 0 of 100 packages; about 2 min left\n']);
    advance(1);
    plan.count(100, 100);
    stands('linking a');
    advance(15);
    plan.finish('compile/a');
    done('built a in 30.0 s');
    plan.begin('cluster/start');
    now('bringing up etcd');
    now('bringing up kubelet');
    end();
    advance(60);
    expect(written.slice(1)).to.deep.equal([
      '[ 15 %] building a: 25 of 100 packages; about 90 s left\n',
      '[ 60 %] linking a; about 40 s left\n',
      'built a in 30.0 s\n',
      '[ 60 %] bringing up etcd; about 40 s left\n',
    ]);
  });

  it('is in a log a line for each step when that is asked for', () => {
    const { plan, now, written } = testProgress({ everyMs: 0 });
    plan.begin('cluster/start');
    for (const text of ['bringing up etcd', 'bringing up etcd', 'bringing up kubelet']) now(text);
    expect(written).to.deep.equal([
      '[  0 %] bringing up etcd; about 2 min left\n',
      '[  0 %] bringing up kubelet; about 2 min left\n',
    ]);
  });

  it('is on a terminal one live line, below lines that stay', () => {
    const { plan, now, done, end, advance, written } = testProgress({ isTTY: true, columns: 50 });
    const take = () => written.splice(0).join('');
    plan.begin('compile/a');
    now('building a: 0 of 100 packages');
    expect(take()).to.equal('\r\u001B[2K[  0 %] building a: 0 of 100 p…; about 2 min left');
    plan.count(50, 100);
    advance(0.5);
    expect(take()).to.equal('\r\u001B[2K[ 30 %] building a: 0 of 100 pa…; about 60 s left');
    done('built it');
    expect(stripVTControlCharacters(take())).to.equal(
      '\r✓ built it\n\r[ 30 %] building a: 0 of 100 pa…; about 60 s left',
    );
    end();
    expect(take()).to.equal('\r\u001B[2K');
    advance(5);
    expect(take()).to.equal('');
  });

  it('hands over what was done here, with the durations, and not what another process has built', () => {
    const { plan, advance, finished } = testProgress();
    plan.begin('not-in/the-plan');
    plan.count(3, 5);
    plan.finish('not-in/the-plan', 'cluster/start');
    plan.begin('compile/a');
    plan.count(100, 100);
    advance(42);
    plan.finish('compile/a');
    expect(finished()).to.deep.equal([{ ...PARTS[0], state: 'done', elapsed: 42, done: 100, total: 100 }]);
  });
});
