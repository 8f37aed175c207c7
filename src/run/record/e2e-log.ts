import { appendFileSync } from 'node:fs';
import { reasonLines } from '../../publish/reason-lines.ts';
import type { TestResult } from '../../results/model.ts';
import { outcomeOf } from '../../results/quarantine.ts';
import { formatDuration } from '../../time/duration.ts';
import type { Tally } from './run-listener.ts';

/**
 * One ended test as a line, aligned with the lines of the others; below it the cause and what to do. The figures are in the summary.
 * @example '07:41:12   12/45  failed        3m00s  workloads/deployment/shop/web'
 */
export function testLine(test: TestResult, { done, planned }: Tally, at: Date): string {
  const time = at.toISOString().slice(11, 19);
  const position = `${done}/${planned}`.padStart(9);
  const line = `${time}  ${position}  ${outcomeOf(test).padEnd(12)}  ${formatDuration(test.durationSeconds).padStart(7)}  ${test.id}`;
  const { message, todo } = test.reason ?? {};
  const why = message === undefined ? [] : reasonLines({ message, ...(todo !== undefined && { todo }) });
  return [line, ...why.map((text) => `${' '.repeat(21)}${text}`)].join('\n');
}

/** Appends lines to the log in a results directory. A log that cannot be written does not end the run. */
export function logIn(path: string): (line: string) => void {
  return (line) => {
    try {
      appendFileSync(path, `${line}\n`, { mode: 0o644 });
    } catch {
      // The same lines are on standard output, and the results are in the journal.
    }
  };
}
