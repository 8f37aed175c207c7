import type { Measurement, Results, TestResult } from '../results/model.ts';
import { formatFigure } from './figure.ts';
import { reasonLines } from './reason-lines.ts';
import { cannotRun } from '../results/dry-run.ts';
import { isQuarantined, quarantineText } from '../results/quarantine.ts';
import { idlePlugins, nothingJudged, whyCutOff } from '../results/verdict.ts';

/** One case of a JUnit report. */
export interface JunitCase {
  area: string;
  /** What people see of a case, and often all they see; so it says what the check is about, and contains the id to focus on it. */
  name: string;
  seconds: number;
  measurements: readonly Measurement[];
  /** The lines of its system-out. */
  output: string[];
  /** How it ended; absent when it passed. */
  outcome?: { element: 'failure' | 'error' | 'skipped'; type: string; message: string; text: string };
}

/** The cases of a run: its tests, and one for each reason why the run as a whole does not pass. */
export function junitCases(results: Results): JunitCase[] {
  const groups = new Map(results.plan.map(({ id, group }) => [id, group]));
  const cases = results.tests.map((test) => caseOf(test, groups.get(test.id), results.run.dryRun));
  return [...cases, ...casesOfTheRun(results)];
}

function caseOf(test: TestResult, group: string | undefined, dryRun: boolean): JunitCase {
  const outcome = endingOf(test, dryRun);
  const isSkipped = outcome?.element === 'skipped';
  const why = isQuarantined(test)
    ? [`quarantined: ${outcome?.message}`, ...(outcome?.text.split('\n') ?? [])]
    : isSkipped
      ? [`skipped: ${outcome.message}`]
      : [];
  const attempts = test.attempts > 1 ? [`attempts: ${test.attempts}`] : [];
  return {
    area: test.area,
    name: `${group === undefined ? '' : `${group}: `}${test.title} [${test.id}]`,
    seconds: test.durationSeconds,
    measurements: test.measurements,
    output: [
      ...why,
      ...attempts,
      ...(test.notes ?? []).map((note) => `note: ${note}`),
      ...test.measurements.map(formatMeasurement),
      ...test.evidence.map(({ file }) => `[[ATTACHMENT|${file}]]`),
    ],
    ...(outcome ? { outcome } : {}),
  };
}

function endingOf({ status, reason, quarantine }: TestResult, dryRun: boolean): JunitCase['outcome'] {
  const message = reason?.message ?? 'no reason was recorded';
  const text = reason?.detail ?? reasonLines({ ...reason, message }).join('\n');
  if (status === 'passed') return undefined;
  if (status === 'skipped' || (dryRun && status === 'not-run' && !cannotRun({ status, reason })))
    return { element: 'skipped', type: status, message, text };
  // A failure would decide where JUnit is read, and without any ending it would be green.
  if (isQuarantined({ status, quarantine }) && quarantine)
    return {
      ...{ element: 'skipped', type: 'quarantined', text },
      message: `failed, but quarantined ${quarantineText(quarantine)}; ${message}`,
    };
  if (status === 'failed') return { element: 'failure', type: reason?.code ?? 'failed', message, text };
  return { element: 'error', type: status, message, text };
}

function casesOfTheRun(results: Results): JunitCase[] {
  const { trouble } = results.run;
  const cutOff = whyCutOff(results.run);
  const nothing = nothingJudged(results);
  const idle = idlePlugins(results.run);
  const cases: JunitCase[] = [];
  const add = (name: string, type: string, message: string, text = message) =>
    cases.push({
      area: 'shakedown',
      name,
      seconds: 0,
      measurements: [],
      output: [],
      outcome: { element: 'error', type, message, text },
    });
  if (trouble) add('the run can judge the cluster', trouble.kind, trouble.message, trouble.detail);
  if (cutOff !== undefined) add('the run is complete', 'interrupted', cutOff);
  if (nothing !== undefined) add('the run judges something', 'nothing-judged', nothing);
  else if (idle !== undefined) add('each plugin judges something', 'nothing-judged', idle);
  return cases;
}

function formatMeasurement(measurement: Measurement): string {
  const { id, unit, budget, budgetReason } = measurement;
  const allowed = budget === undefined ? '' : ` of ${formatFigure({ value: budget, unit })} allowed`;
  return `${id}: ${formatFigure(measurement)}${allowed}${budgetReason === undefined ? '' : ` (${budgetReason})`}`;
}
