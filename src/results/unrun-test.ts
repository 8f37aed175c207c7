import type { Reason, TestResult } from './model.ts';

/** What is known about a test with a body that did not run. */
export interface UnrunTest extends Pick<TestResult, 'id' | 'area' | 'title' | 'status'> {
  reason: Reason;
  /** RFC 3339; for a test that had started. */
  startedAt?: string | undefined;
  /** @default 0 */
  attempts?: number;
}

/** The result of a test that measured nothing, because its body did not run or is lost. */
export function unrunTest({ id, area, title, status, reason, startedAt, attempts = 0 }: UnrunTest): TestResult {
  return {
    ...{ id, area, title, status, reason },
    ...(startedAt === undefined ? {} : { startedAt }),
    ...{ durationSeconds: 0, attempts, measurements: [], evidence: [] },
  };
}
