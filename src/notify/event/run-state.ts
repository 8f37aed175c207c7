import type { Results, TestResult } from '../../results/model.ts';
import { outcomeOf } from '../../results/quarantine.ts';

/**
 * What a run found wrong, as a text that is the same for another run which found the same; pure. Figures and names of pods in causes differ from night to
 * night, and are no change. Of tests that did not run the area counts alone: a run that is cut off each night is cut off at another test.
 */
export function runState({ run, tests }: Results): string {
  return JSON.stringify([run.trouble?.code ?? '', ...new Set(tests.flatMap(wrongIn).toSorted())]);
}

function wrongIn(test: TestResult): string[] {
  const { id, area, reason } = test;
  const outcome = outcomeOf(test);
  if (outcome === 'failed' || outcome === 'error' || outcome === 'inconclusive')
    return [`${outcome} ${id} ${reason?.code}`];
  return outcome === 'not-run' ? [`${outcome} ${area} ${reason?.code}`] : [];
}
