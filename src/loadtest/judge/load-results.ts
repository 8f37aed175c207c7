import type { ClusterFacts, Results, RunFacts, TestResult } from '../../results/model.ts';

/** What a load test's results are about. */
export interface LoadResultsFrame {
  id: string;
  startedAt: Date;
  endedAt: Date;
  suiteVersion: string;
  configDigest: string;
  settings?: RunFacts['settings'];
  /** Why the test could not begin. */
  trouble?: RunFacts['trouble'];
  cluster: ClusterFacts;
}

/** The tests of a load test as results, from which verdict, JUnit and all else are made. */
export function loadResults(frame: LoadResultsFrame, tests: readonly TestResult[]): Results {
  const { id, startedAt, endedAt, suiteVersion, configDigest, settings, trouble, cluster } = frame;
  return {
    schemaVersion: 1,
    run: {
      ...{ id, suiteVersion, configDigest, cluster, dryRun: false },
      ...(settings && { settings }),
      ...(trouble && { trouble }),
      startedAt: startedAt.toISOString(),
      endedAt: endedAt.toISOString(),
    },
    plan: tests.map(({ id: test, area, title }) => ({ id: test, area, title, safety: 'own' })),
    tests: [...tests],
  };
}
