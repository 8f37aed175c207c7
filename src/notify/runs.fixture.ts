import type { Results, Status, TestResult } from '../results/model.ts';

/** For tests: a test that ended, by its id. */
export function endedTest(id: string, status: Status, more: Partial<TestResult> = {}): TestResult {
  return {
    ...{ id, area: id.split('/', 1)[0] ?? '', title: `${id} is healthy`, status, attempts: 1, durationSeconds: 2 },
    ...{ startedAt: '2026-11-21T08:15:00.000Z', measurements: [], evidence: [] },
    ...(status !== 'passed' && {
      reason: { code: 'WAIT_TOO_LONG', message: `${id} is broken`, todo: 'kubectl get pods' },
    }),
    ...more,
  };
}

/** For tests: a run of the cluster `staging`, on a night of November 2026. */
export function nightlyRun(day: number, tests: readonly TestResult[], more: Partial<Results['run']> = {}): Results {
  const date = `2026-11-${String(day).padStart(2, '0')}`;
  return {
    schemaVersion: 1,
    run: {
      ...{ id: `${date.replaceAll('-', '')}-220000-aaaa`, startedAt: `${date}T22:00:00.000Z` },
      ...{ endedAt: `${date}T22:05:00.000Z`, suiteVersion: '0.1.0', configDigest: 'x', dryRun: false },
      cluster: { name: 'staging', uid: '5c1b0f0e-0000-4000-8000-000000000000', version: 'v1.36.3', nodes: [] },
      ...more,
    },
    plan: tests.map(({ id, area, title }) => ({ id, area, title, safety: 'read' })),
    tests: [...tests],
  };
}
