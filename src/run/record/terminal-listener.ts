import type { Output, Progress } from '../../terminal/progress.ts';
import type { Clock } from '../../time/clock.ts';
import { testLine } from './e2e-log.ts';
import type { RunListener, Tally } from './run-listener.ts';

/**
 * Tells a run to people: a line that stays for each test that ends, and how far the run is; on a terminal that is a live line.
 * @param progress where what is being done now is shown.
 * @param output takes the lines that stay; standard output.
 */
export function terminalListener(progress: Progress, output: Output, clock: Clock): RunListener {
  const underWay = new Set<string>();
  let tally: Tally = { planned: 0, done: 0, bad: 0 };
  const live = () => progress.stands(position(tally, underWay));
  return {
    phase: (text) => progress.now(text),
    note: (text) => progress.done(text),
    planned: (plan) => {
      tally = { ...tally, planned: plan.length };
      progress.now(position(tally, underWay));
    },
    started: (id) => {
      underWay.add(id);
      live();
    },
    finished: (test, now) => {
      underWay.delete(test.id);
      tally = now;
      output.write(`${output.isTTY ? '\r\u001B[2K' : ''}${testLine(test, now, clock.date())}\n`);
      live();
    },
  };
}

function position({ planned, done, bad }: Tally, underWay: ReadonlySet<string>): string {
  const [longest] = underWay;
  const wrong = bad === 0 ? '' : `, ${bad} not passed`;
  const since = longest === undefined ? '' : `, ${underWay.size} under way, longest ${longest}`;
  return `${done} of ${planned} tests done${wrong}${since}`;
}
