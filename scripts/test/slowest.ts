import { formatDuration } from '../../src/time/duration.ts';
import type { Outcome } from './run-tests.ts';

/**
 * The groups of tests that took the longest, a line each, the longest first.
 * @param count how many at most.
 */
export function slowestOf(outcomes: readonly Outcome[], count: number): string {
  const times = outcomes.flatMap((outcome) => outcome.times ?? []).toSorted((a, b) => b.seconds - a.seconds);
  const lines = times.slice(0, count).map(({ title, seconds }) => `${formatDuration(seconds).padStart(8)}  ${title}\n`);
  return `\nThe longest groups of tests:\n${lines.join('')}`;
}
