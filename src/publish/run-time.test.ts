import { expect } from 'chai';
import type { Measurement, RunFacts } from '../results/model.ts';
import { runTimeLine } from './run-time.ts';

const seconds = (id: string, value: number): Measurement => ({ id, value, unit: 'seconds' });
const measured = (measurements: Measurement[]) => runTimeLine({ measurements } as RunFacts);

describe('The time of a run', () => {
  it('is told in one line, with the share that is the suite’s own', () => {
    const whole = [
      ...[seconds('run', 312.4), seconds('critical-path', 301.2), seconds('before-checks', 3.12)],
      ...[seconds('after-checks', 4), { id: 'suite-overhead', value: 0.03585, unit: 'ratio' } as const],
    ];
    expect(measured(whole)).to.equal(
      '5m12s, of which 5m01s by the cluster; overhead of the suite 3.6 % (3.1 s before the first test, 4.0 s after the last)',
    );
  });

  it('is not told of a run that did not come to its end', () => {
    expect(measured([])).to.equal(undefined);
    expect(runTimeLine({} as RunFacts)).to.equal(undefined);
  });
});
