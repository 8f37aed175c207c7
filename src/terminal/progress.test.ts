import { expect } from 'chai';
import { buildProgressOn, progressOn } from './progress.ts';

describe('Progress in a log', () => {
  /** A clock, and the callbacks that are due when it has advanced. */
  function hand() {
    let now = 0;
    const calls: { at: number; call: () => void }[] = [];
    const lines: string[] = [];
    return {
      lines,
      output: { write: (text: string) => lines.push(text.trimEnd()) },
      clock: () => now,
      later: (call: () => void, ms: number) => void calls.push({ at: now + ms, call }),
      turn: (ms: number) => {
        now += ms;
        for (const due of calls.filter(({ at }) => at <= now)) {
          calls.splice(calls.indexOf(due), 1);
          due.call();
        }
      },
    };
  }

  it('is a line for each change', () => {
    const { lines, output } = hand();
    const progress = progressOn(output);
    for (const text of ['a', 'a', 'b']) progress.now(text);
    progress.done('c');
    expect(lines).to.deep.equal(['a', 'b', 'c']);
  });

  it('of a build is a line at once, then one in 10 s: the newest', () => {
    const { lines, output, turn, ...time } = hand();
    const progress = buildProgressOn(output, time);
    for (const text of ['1 of 9', '2 of 9', '3 of 9']) progress.now(text);
    expect(lines).to.deep.equal(['1 of 9']);
    turn(9_999);
    expect(lines).to.deep.equal(['1 of 9']);
    turn(1);
    expect(lines).to.deep.equal(['1 of 9', '3 of 9']);
    progress.now('4 of 9');
    turn(30_000);
    progress.now('5 of 9');
    turn(30_000);
    progress.now('6 of 9');
    turn(1);
    progress.now('7 of 9');
    expect(lines.slice(2)).to.deep.equal(['4 of 9', '5 of 9']);
    turn(30_000);
    expect(lines.slice(4)).to.deep.equal(['7 of 9']);
  });

  it('of a build shows at once what has ended, and drops older lines', () => {
    const { lines, output, turn, ...time } = hand();
    const progress = buildProgressOn(output, time);
    progress.now('building a');
    progress.now('building a: 7 packages');
    progress.done('built a');
    turn(20_000);
    progress.now('building b');
    progress.now('building b: 7 packages');
    progress.end();
    turn(20_000);
    expect(lines).to.deep.equal(['building a', 'built a', 'building b']);
  });

  it('has a line for each minute in which nothing changes, with the elapsed time and how far it is', () => {
    const { lines, output, turn, ...time } = hand();
    const progress = progressOn(output, time);
    progress.now('0 of 2 tests done');
    turn(59_999);
    progress.now('0 of 2 tests done');
    expect(lines).to.deep.equal(['0 of 2 tests done']);
    turn(1);
    expect(lines.slice(1)).to.deep.equal(['1m00s  0 of 2 tests done']);
    turn(30_000);
    progress.stands('1 of 2 tests done');
    turn(30_000);
    expect(lines.slice(2), 'it moved half a minute ago').to.deep.equal([]);
    for (let half = 0; half < 6; half++) turn(30_000);
    expect(lines.slice(2)).to.deep.equal([
      ...['2m30s  1 of 2 tests done', '3m30s  1 of 2 tests done', '4m30s  1 of 2 tests done'],
    ]);
  });

  it('says how long something has lasted in the line of a quiet minute', () => {
    const { lines, output, turn, ...time } = hand();
    const progress = progressOn(output, time);
    progress.now('1 of 2 tests done');
    progress.stands(() => `a/web waits ${time.clock() / 1_000} s`);
    turn(60_000);
    expect(lines.slice(1)).to.deep.equal(['1m00s  a/web waits 60 s']);
  });

  it('does not repeat what has ended', () => {
    const { lines, output, turn, ...time } = hand();
    const progress = progressOn(output, time);
    progress.now('building a');
    progress.done('built a');
    turn(600_000);
    progress.now('building b');
    progress.end();
    turn(600_000);
    expect(lines).to.deep.equal(['building a', 'built a', 'building b']);
  });
});

describe('Progress on a terminal', () => {
  it('is one line that keeps its beginning and its end, where the cause is', () => {
    const drawn: string[] = [];
    const progress = progressOn({ write: (text: string) => drawn.push(text), isTTY: true, columns: 40 });
    progress.stands(() => `10 of 11 tests done, 1 running: a/web waits 25 s: no such image`);
    progress.end();
    const [first = ''] = drawn;
    expect(first.startsWith('\r\u001B[2K')).to.equal(true);
    const line = first.slice('\r\u001B[2K'.length);
    expect(line)
      .to.match(/^\d+ ms {2}10 of .*….* no such image$/)
      .and.to.have.length(39);
  });
});
