import { measuredIn } from '../judged.ts';
import type { Measurement, Results, TestResult } from '../model.ts';
import { isQuarantined } from '../quarantine.ts';
import { countsOf, verdict, type Counts, type Word } from '../verdict.ts';
import { testHistory, type Seen, type TestHistory } from './test-history.ts';

/** A run, in short. */
export interface PastRun {
  id: string;
  startedAt: string;
  word: Word;
  counts: Counts;
}

/** The values of a measurement over the runs. */
export interface Trend {
  /** The test and the measurement. */
  id: string;
  unit: Measurement['unit'];
  /** That of the newest run; absent when it has none. */
  budget?: number;
  /** A value for each run, in their order; `undefined` where it was not measured. */
  values: (number | undefined)[];
}

/** The runs of a cluster over time. */
export interface History {
  /** The oldest first. */
  runs: PastRun[];
  /** The share of runs that passed, of those with a verdict on the cluster; `undefined` when there is none. */
  passRate: number | undefined;
  /** The tests that did not pass in every run that judged them, in the order of their ids. */
  tests: TestHistory[];
  /** The measurements of the newest run that earlier runs have, in the order of their ids. */
  trends: Trend[];
}

/** Verdicts on the cluster. The others say that there is none: the suite or its user is at fault, or the run did not end. */
const ON_CLUSTER = new Set<Word>(['passed', 'failed']);

/**
 * What the runs of a cluster say over time; pure.
 * @param runs the oldest first.
 */
export function historyOf(runs: readonly Results[]): History {
  const past = runs.map((results) => pastRun(results));
  const judged = past.filter(({ word }) => ON_CLUSTER.has(word));
  const passed = judged.filter(({ word }) => word === 'passed').length;
  return {
    runs: past,
    passRate: judged.length === 0 ? undefined : passed / judged.length,
    tests: testsOf(runs),
    trends: trendsOf(runs),
  };
}

function pastRun(results: Results): PastRun {
  const { id, startedAt } = results.run;
  return { id, startedAt, word: verdict(results).word, counts: countsOf(results) };
}

function testsOf(runs: readonly Results[]): TestHistory[] {
  const ids = new Set(runs.flatMap(({ tests }) => tests.map(({ id }) => id)));
  const outcomes = runs.map(({ tests }) => new Map(tests.map((test) => [test.id, test])));
  return [...ids]
    .toSorted()
    .map((id) =>
      testHistory(
        id,
        runs.map(({ run }, index) => seenIn(run.id, outcomes[index]?.get(id))),
      ),
    )
    .filter(({ judged, passed }) => passed < judged);
}

function seenIn(run: string, test: TestResult | undefined): Seen {
  return { run, status: test?.status, ...(test && isQuarantined(test) && { quarantined: true }) };
}

function trendsOf(runs: readonly Results[]): Trend[] {
  const sides = runs.map(measuredIn);
  return [...(sides.at(-1) ?? [])]
    .map(([id, { unit, budget }]) => ({
      id,
      unit,
      ...(budget !== undefined && { budget }),
      values: sides.map((side) => (side.get(id)?.unit === unit ? side.get(id)?.value : undefined)),
    }))
    .filter(({ values }) => values.filter((value) => value !== undefined).length > 1)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
