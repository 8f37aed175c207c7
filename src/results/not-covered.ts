import type { TestResult } from './model.ts';

/** The code of a test that is skipped because the cluster does not have what it is about. */
export const PART_ABSENT = 'PART_ABSENT';
/** The code of a test that is skipped because of what is known without a look at the cluster: an image, a permission or a setting is missing. */
export const NOT_COVERED = 'NOT_COVERED';

/** Whether nothing was tested because nothing of the kind is there, or because an image, a permission or a setting is missing. */
export function isNotCovered({ status, reason }: Pick<TestResult, 'status' | 'reason'>): boolean {
  return status === 'skipped' && (reason?.code === PART_ABSENT || reason?.code === NOT_COVERED);
}
