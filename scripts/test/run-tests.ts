import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { styleText } from 'node:util';
import type { Progress } from '../../src/terminal/progress.ts';
import type { Report } from './mocha-child.ts';
import type { Tally } from './tally.ts';

/** One set of test files that run in one process. */
export interface TestSet {
  /** @example 'unit tests' */
  name: string;
  /** Absolute paths. */
  files: string[];
  /** The timeout of a test that sets none itself, in milliseconds; 0 for none. */
  timeout: number;
  /** Variables in addition to those of this process. */
  environment?: Readonly<Record<string, string>>;
}

/** How long an outermost `describe` block took, with its hooks. */
export interface GroupTime {
  title: string;
  seconds: number;
}

/** A tally, a text for each failure, and the times of what it consists of. */
export interface Outcome extends Tally {
  failures: string[];
  /** @default nothing that has a time of its own */
  times?: GroupTime[];
}

/** The maximum time between two lines in a log, which has no live line. */
const HEARTBEAT = 15_000;

/** Runs the tests of a set; an error outside of a test counts as a failed test. */
export async function runTests(
  { name, files, timeout, environment = {} }: TestSet,
  progress: Progress,
): Promise<Outcome> {
  const times: GroupTime[] = [];
  const outcome: Outcome = { passed: 0, failed: 0, skipped: 0, failures: [], times };
  const fail = (title: string, text: string) => {
    outcome.failed += 1;
    outcome.failures.push(`${title}\n${text}`);
  };
  if (files.length === 0) {
    fail(name, 'there are no test files');
    return outcome;
  }
  const child = fork(join(import.meta.dirname, 'mocha-child.ts'), [String(timeout), ...files], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...environment },
  });
  // The output of the tests is shown only when they fail.
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (printed += String(data)));

  let total = 0;
  let ended = false;
  let shown = 0;
  child.on('message', (message) => {
    const report = message as Report;
    if (report.event === 'found') total = report.total;
    if (report.event === 'passed' || report.event === 'skipped') outcome[report.event] += 1;
    if (report.event === 'failed') fail(report.title, report.error);
    if (report.event === 'group') times.push({ title: report.title, seconds: report.seconds });
    if (report.event === 'ended') ended = true;
    if (report.event === 'open')
      fail(name, `after the last test these were still open: ${report.resources.join(', ')}`);
    if (performance.now() - shown < (process.stderr.isTTY ? 100 : HEARTBEAT)) return;
    shown = performance.now();
    const done = outcome.passed + outcome.failed + outcome.skipped;
    progress.now(`${name}: ${done} of ${total}${outcome.failed > 0 ? `, ${outcome.failed} failed` : ''}`);
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  if (ended && total === 0) fail(name, 'the test files contain no test');
  if (!ended) fail(name, `the tests ended early (${signal ?? `exit code ${code}`}):\n${printed}`);
  else if (code !== 0 && outcome.failed === 0)
    fail(name, `all tests passed, but the exit code is ${code}:\n${printed}`);
  return outcome;
}

/** The numbered list of failures for the end of a run. */
export function listed(failures: string[]): string {
  return failures
    .map((text, index) => `\n${styleText('red', `${index + 1})`)} ${text.trimEnd().replaceAll('\n', '\n   ')}\n`)
    .join('');
}

/** The failures by their first lines, so that the end of a log names all of them; nothing without failures. */
export function inShort(failures: string[]): string {
  const lines = failures.map((text, index) => `${index + 1}) ${text.split('\n', 1)[0]}\n`);
  return lines.length > 0 ? `\nFailed:\n${lines.join('')}` : '';
}
