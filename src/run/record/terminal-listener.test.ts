import { expect } from 'chai';
import type { Planned, TestResult } from '../../results/model.ts';
import type { Progress } from '../../terminal/progress.ts';
import { handClock } from '../../time/hand-clock.ts';
import { terminalListener } from './terminal-listener.ts';

describe('The progress of a run on a terminal', () => {
  it('says how far the run is, what is waited for and for how long', async () => {
    const clock = handClock();
    const lines: string[] = [];
    let live = () => '';
    const progress: Progress = {
      now: (text) => void lines.push(text),
      stands: (text) => (live = typeof text === 'string' ? () => text : text),
      done: () => {},
      end: () => {},
    };
    const listener = terminalListener(progress, { write: () => {} }, clock);
    listener.planned?.([{}, {}] as Planned[]);
    listener.started?.('a/web');
    await clock.advance(3_000);
    listener.waiting?.({ id: 'a/web', since: '2026-01-01T00:00:00Z', reason: 'no such image' });
    expect(lines).to.deep.equal(['0 of 2 tests done', '0 of 2 tests done, 1 running: a/web waits 3 s: no such image']);
    await clock.advance(22_000);
    expect(live()).to.equal('0 of 2 tests done, 1 running: a/web waits 25 s: no such image');
    listener.finished?.({ id: 'a/web', status: 'failed', durationSeconds: 25 } as TestResult, {
      planned: 2,
      done: 1,
      notPassed: 1,
    });
    expect(live()).to.equal('1 of 2 tests done, 1 not passed');
    expect(lines).to.have.length(2);
  });
});
