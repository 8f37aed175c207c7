import type { Measurement, Results, TestResult } from '../../results/model.ts';

/** Makes runs small: what a later run is compared with is kept, and texts that several runs have are kept once. */
export interface Slimmer {
  /** With the statuses of its tests, and what they measured: how much that scatters is known by many runs. */
  withMeasurements(results: Results): Results;
  /** With the statuses of its tests alone. */
  withStatuses(results: Results): Results;
}

/** A slimmer for the runs that are read for one run. */
export function slimmer(): Slimmer {
  const texts = new Map<string, string>();
  const text = (one: string) => {
    if (!texts.has(one)) texts.set(one, one);
    return texts.get(one) ?? one;
  };
  const tests = new Map<string, TestResult>();
  const slimTest = (test: TestResult): TestResult => {
    const { id, area, status, reason, quarantine } = test;
    const key = JSON.stringify([id, status, reason?.code, quarantine]);
    const known = tests.get(key);
    if (known) return known;
    const slim: TestResult = {
      ...{ id: text(id), area: text(area), title: text(id), status, attempts: 1, durationSeconds: 0 },
      ...{ measurements: [], evidence: [] },
      ...(reason && { reason: { code: text(reason.code), message: '' } }),
      ...(quarantine && { quarantine }),
    };
    tests.set(key, slim);
    return slim;
  };
  const slimMeasurement = ({ id, value, unit, budget }: Measurement): Measurement => ({
    ...{ id: text(id), value, unit },
    ...(budget !== undefined && { budget }),
  });
  const slimRun = ({ schemaVersion, run }: Results, slim: TestResult[]): Results => {
    const { notCovered: _, criticalPath: __, ...facts } = run;
    return { schemaVersion, run: facts, plan: [], tests: slim };
  };
  return {
    withStatuses: (results) => slimRun(results, results.tests.map(slimTest)),
    withMeasurements: (results) =>
      slimRun(
        results,
        results.tests.map((test) =>
          test.measurements.length === 0
            ? slimTest(test)
            : { ...slimTest(test), measurements: test.measurements.map(slimMeasurement) },
        ),
      ),
  };
}
