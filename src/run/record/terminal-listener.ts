import { progressText, type Waiting } from '../../publish/progress-text.ts';
import type { Output, Progress } from '../../terminal/progress.ts';
import type { Clock } from '../../time/clock.ts';
import { testLine } from './e2e-log.ts';
import type { RunListener, Tally } from './run-listener.ts';

/**
 * Shows a run: a permanent line for each test that ends, and how far the run is, with what is waited for; on a terminal that is a
 * live line.
 * @param progress where what is being done now is shown.
 * @param output the stream for the permanent lines; standard output.
 */
export function terminalListener(progress: Progress, output: Output, clock: Clock): RunListener {
  const running = new Set<string>();
  let tally: Tally = { planned: 0, done: 0, notPassed: 0 };
  let waiting: Waiting | undefined;
  const position = () => progressText({ ...tally, running: [...running], waiting }, clock.date());
  return {
    phase: (text) => progress.now(text),
    note: (text) => progress.done(text),
    planned: (plan) => {
      tally = { ...tally, planned: plan.length };
      progress.now(position());
    },
    started: (id) => {
      running.add(id);
      progress.stands(position);
    },
    waiting: (now) => {
      waiting = now;
      if (waiting) progress.now(position());
      progress.stands(position);
    },
    finished: (test, now) => {
      running.delete(test.id);
      tally = now;
      output.write(`${output.isTTY ? '\r\u001B[2K' : ''}${testLine(test, now, clock.date())}\n`);
      progress.stands(position);
    },
  };
}
