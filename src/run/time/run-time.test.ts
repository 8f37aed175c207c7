import { expect } from 'chai';
import { handClock } from '../../time/hand-clock.ts';
import { CheckTime } from './check-time.ts';
import { RunTime } from './run-time.ts';

describe('The time of a check', () => {
  it('is the cluster’s while a wait is open, however many are open at once', async () => {
    const clock = handClock();
    const time = new CheckTime(clock);
    await clock.advance(500);
    const [first, second] = [time.wait(), time.wait()];
    await clock.advance(1_000);
    first();
    await clock.advance(1_000);
    second();
    await clock.advance(700);
    expect(time.spent()).to.deep.equal({ waited: 2_000, held: [] });
  });

  it('is divided by the phases with a lock', async () => {
    const clock = handClock();
    const time = new CheckTime(clock);
    const end = time.wait();
    await clock.advance(1_000);
    const free = time.hold('cpu-load');
    await clock.advance(3_000);
    free();
    await clock.advance(2_000);
    end();
    time.hold('nodes');
    expect(time.spent()).to.deep.equal({
      waited: 6_000,
      held: [
        { lock: 'cpu-load', before: 1_000, during: 3_000, after: 2_000 },
        { lock: 'nodes', before: 6_000, during: 0, after: 0 },
      ],
    });
  });
});

describe('The time of a run', () => {
  it('is measured with its critical path, and the share that is the suite’s own', async () => {
    const clock = handClock();
    await clock.advance(5_000);
    const run = new RunTime(clock);
    expect([run.measurements(), run.criticalPath()]).to.deep.equal([[], {}]);
    await clock.advance(1_000);
    run.checkBegan();
    run.checkBegan();
    await clock.advance(7_600);
    run.checkEnded({ id: 'dns', waited: 7_500, held: [] });
    run.checkEnded({ id: 'nodes', waited: 2_000, held: [] });
    await clock.advance(1_400);
    expect(run.measurements()).to.deep.equal([
      { id: 'run', value: 10, unit: 'seconds' },
      { id: 'critical-path', value: 7.5, unit: 'seconds' },
      { id: 'before-checks', value: 1, unit: 'seconds' },
      { id: 'after-checks', value: 1.4, unit: 'seconds' },
      { id: 'suite-overhead', value: 0.25, unit: 'ratio' },
    ]);
    expect(run.criticalPath()).to.deep.equal({ criticalPath: { tests: ['dns'] } });
  });
});
