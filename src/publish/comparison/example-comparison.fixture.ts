import type { ChangedTest } from '../../results/compare/compare-tests.ts';
import type { Comparison } from '../../results/compare/comparison.ts';
import type { Judged, PairVerdict } from '../../results/compare/judge-measurements.ts';

/** A measurement that was 10 s before. */
function difference(id: string, verdict: PairVerdict, after: number, interval: [number, number]): Judged {
  const values = { before: [10, 10], after: [after] };
  const more = verdict === 'cannot tell yet' ? { moreRuns: 3 } : {};
  return { id, unit: 'seconds', worse: 'larger', ...values, means: { before: 10, after }, verdict, interval, ...more };
}

function changed(id: string, change: ChangedTest['change'], more: Partial<ChangedTest>): ChangedTest {
  return { id, title: id, change, before: ['passed', 'passed'], after: [], ...more };
}

/** For tests: what an upgrade did to a cluster. */
export const exampleComparison: Comparison = {
  before: ['20261126-220000-4xzn', '20261127-220000-k3qp'],
  after: ['20261128-220000-mnjv'],
  history: ['20261125-220000-p2vd'],
  facts: [
    { what: 'Kubernetes', before: 'v1.36.3', after: 'v1.37.2' },
    { what: 'kubelets of nodes', before: 'v1.36.3 (3)', after: 'v1.37.2 (3)' },
  ],
  tests: [
    changed('dns/resolves-service', 'newly failing', {
      after: ['failed'],
      cause: 'DNS answers took 2.1 s at p99, the budget is 1 s',
    }),
    changed('observability/metrics/job/kube-state-metrics', 'missing', {}),
    changed('workloads/deployment/team-a/web', 'no longer judged', { after: ['skipped'], cause: 'it is at zero' }),
    changed('storage/volumes', 'fixed', { before: ['failed', 'failed'], after: ['passed'] }),
  ],
  measurements: [
    difference('dns/resolves-service lookup-p99', 'slower', 13.1, [0.18, 0.46]),
    difference('workloads/deployment/team-a/web rollout', 'same', 10.2, [-0.03, 0.07]),
    difference('autoscaling/under-load/cpu metric-above-target', 'faster', 6.2, [-0.46, -0.29]),
    difference('storage/volumes time-to-bind', 'cannot tell yet', 12.4, [-0.35, 1.4]),
    difference('observability/logs time-to-visible-p99', 'cannot tell yet', 9, [-0.9, 4]),
  ],
  regressions: ['dns/resolves-service fails', 'observability/metrics/job/kube-state-metrics is missing'],
};
