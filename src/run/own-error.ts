import type { TestResult } from '../results/model.ts';
import { reasonOf } from '../results/reason-of.ts';
import { unrunTest } from '../results/unrun-test.ts';

/** An error of the runner itself, as the result of a test. @param id such as `runner/clean-up`. @param title what should have worked. */
export function ownError(id: string, title: string, error: unknown): TestResult {
  return unrunTest({ id, area: 'runner', title, status: 'error', reason: reasonOf(error) });
}
