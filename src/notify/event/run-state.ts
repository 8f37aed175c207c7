import type { Results, TestResult } from '../../results/model.ts';
import { outcomeOf } from '../../results/quarantine.ts';

/**
 * What a run found wrong, as a text that is the same for another run which found the same; pure. Figures and names of pods in causes differ from night to
 * night, and are no change; nor is the next Job of a CronJob. Of tests that did not run the area counts alone: a run that is cut off each night is cut off at another test.
 */
export function runState({ run, tests }: Results): string {
  return JSON.stringify([run.trouble?.code ?? '', ...new Set(tests.flatMap(wrongIn).toSorted())]);
}

/** The Job that a CronJob makes has its name, and the minute for which it was made. */
const JOB_OF_CRON_JOB = /^(workloads\/job\/.+)-\d{8}$/;

function wrongIn(test: TestResult): string[] {
  const { area, reason } = test;
  const id = test.id.replace(JOB_OF_CRON_JOB, '$1');
  const outcome = outcomeOf(test);
  if (outcome === 'failed' || outcome === 'error' || outcome === 'inconclusive')
    return [`${outcome} ${id} ${reason?.code}`];
  return outcome === 'not-run' ? [`${outcome} ${area} ${reason?.code}`] : [];
}
