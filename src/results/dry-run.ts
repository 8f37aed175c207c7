import type { TestResult } from './model.ts';

/** Whether a test has a reason why it could not run at all. A dry run lists it as one that cannot, and not as one that would. */
export function cannotRun({ status, reason }: Pick<TestResult, 'status' | 'reason'>): boolean {
  return status === 'not-run' && reason?.code.startsWith('PREFLIGHT_') === true;
}
