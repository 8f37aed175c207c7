import { historyOf } from '../../results/history/history.ts';
import type { Results } from '../../results/model.ts';
import { exampleRun } from '../charts/example-run.fixture.ts';

const DAY = 86_400_000;

/** The run of some nights before that of `exampleRun`: slower measurements night by night, and failures of their own. */
function earlierRun(nights: number): Results {
  const startedAt = new Date(Date.parse(exampleRun.run.startedAt) - nights * DAY).toISOString();
  const tests = exampleRun.tests.map((test, index) => {
    const isFailure = test.status === 'failed';
    const isRed = isFailure ? nights < 3 : index % 9 === 0 && nights % 3 === 1;
    const { reason: _, ...rest } = test;
    return {
      ...rest,
      status: isRed ? ('failed' as const) : isFailure ? ('passed' as const) : test.status,
      measurements: test.measurements.map((one, figure) => ({
        ...one,
        value: one.value * (1 + 0.06 * ((nights * 7 + figure * 5 + index) % 5) - 0.05 * nights * (index % 2)),
      })),
    };
  });
  return { ...exampleRun, run: { ...exampleRun.run, id: `night-${8 - nights}`, startedAt }, tests };
}

/** For tests: the history of the cluster of `exampleRun`, which is its newest run. */
export const exampleHistory = historyOf([7, 6, 5, 4, 3, 2, 1].map(earlierRun).concat(exampleRun));
