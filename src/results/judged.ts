import type { Measurement, Results, Status } from './model.ts';

/** Whether a test with this status has judged the cluster; pure. The others say nothing about it. */
export function hasJudged(status: Status | undefined): boolean {
  return status === 'passed' || status === 'failed';
}

/** What the tests of a run measured that judged the cluster, by the ids of test and measurement, `workloads/target-app roll`; pure. */
export function measuredIn({ tests }: Results): Map<string, Measurement> {
  const judged = tests.filter(({ status }) => hasJudged(status));
  return new Map(
    judged.flatMap(({ id, measurements }) => measurements.map((one) => [`${id} ${one.id}`, one] as const)),
  );
}
