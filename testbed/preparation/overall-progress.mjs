import { progressLine } from './estimate.mjs';

/**
 * The interface where work with a plan reports its parts.
 * @typedef {object} PlanReport
 * @property {(id: string) => void} begin A part begins. Parts that are not in the plan are ignored.
 * @property {(done: number, total: number) => void} count How many items of the part that began last are done.
 * @property {(...ids: string[]) => void} finish Parts are done; those that never began were done by another process.
 *
 * The part of a stream that progress needs; `process.stderr` is one.
 * @typedef {{ write(text: string): unknown, isTTY?: boolean, columns?: number }} Output
 *
 * @typedef {object} OverallOptions
 * @property {Output} [output] Standard error by default.
 * @property {number} [everyMs] The minimum time between two lines without a terminal, in milliseconds; a line is printed at least
 *   every LINE_MS. By default LINE_MS.
 * @property {() => number} [clock] Milliseconds of a monotonic clock.
 * @property {(call: () => void, ms: number) => () => void} [repeat] Calls periodically, without keeping the process alive; returns the function that stops it.
 *
 * @typedef {ReturnType<typeof overallProgress>} OverallProgress
 */

/** The time between two lines without a terminal, in milliseconds. */
const LINE_MS = 15_000;

/** The time between two updates of a terminal's live line, in milliseconds. */
const DRAW_MS = 500;

const CLEAR = '\r\u001B[2K';
const TICK = process.env.NO_COLOR ? '✓' : '\u001B[32m✓\u001B[39m';

/**
 * One progress over all parts of a preparation: a live line on a terminal, elsewhere a plain line every 15 s.
 * It is a `Progress` of src/terminal/progress.ts that also accepts the reports of a plan.
 * @param {readonly import('./estimate.mjs').PartState[]} before the state of all parts at the start.
 * @param {OverallOptions} [options]
 */
export function overallProgress(before, options = {}) {
  const { output = process.stderr, everyMs = LINE_MS, clock = () => performance.now(), repeat = interval } = options;
  const states = before.map((state) => ({ ...state }));
  const find = (/** @type {string} */ id) => states.find(({ part }) => part.id === id);
  /** @type {{ state: import('./estimate.mjs').PartState, since: number } | undefined} */
  let running;
  let current = '';
  let shownAt = Number.NEGATIVE_INFINITY;
  let shown = '';

  const line = (columns = Number.POSITIVE_INFINITY) => {
    if (running) running.state.elapsed = (clock() - running.since) / 1_000;
    return progressLine(states, current, columns);
  };
  const draw = () => {
    if (current !== '') output.write(`${CLEAR}${line((output.columns ?? 80) - 1)}`);
  };
  const write = () => {
    shownAt = clock();
    shown = current;
    output.write(`${line()}\n`);
  };
  const stop = repeat(
    () => {
      if (output.isTTY) draw();
      else if (current !== '' && clock() - shownAt >= LINE_MS) write();
    },
    output.isTTY ? DRAW_MS : 1_000,
  );
  return {
    /** @type {PlanReport} */
    plan: {
      begin: (id) => {
        const state = find(id);
        running = state === undefined ? undefined : { state, since: clock() };
        if (state !== undefined) state.state = 'running';
        // The first line of a part is printed at once.
        shownAt = Number.NEGATIVE_INFINITY;
      },
      count: (done, total) => {
        if (running) Object.assign(running.state, { done, total });
      },
      finish: (...ids) => {
        for (const id of ids) {
          const state = find(id);
          if (state === undefined || state.state === 'done') continue;
          if (running?.state === state) state.elapsed = (clock() - running.since) / 1_000;
          if (running?.state === state) running = undefined;
          state.state = state.state === 'running' ? 'done' : 'skipped';
        }
      },
    },
    /** What is being done now. @param {string} text */
    now: (text) => {
      current = text;
      if (output.isTTY) draw();
      else if (text !== shown && clock() - shownAt >= everyMs) write();
    },
    /** The progress of that: only the live line and the periodic lines show it. @param {string} text */
    stands: (text) => {
      current = text;
    },
    /** A line that stays. @param {string} text */
    done: (text) => {
      output.write(output.isTTY ? `${CLEAR}${TICK} ${text}\n` : `${text}\n`);
      if (output.isTTY) draw();
    },
    /** Clears the live line; nothing more is written. */
    end: () => {
      stop();
      current = '';
      if (output.isTTY) output.write(CLEAR);
    },
    /** The parts that are done, with their durations: for the process that continues the plan, and for the next estimate. */
    finished: () => states.filter(({ state }) => state === 'done'),
  };
}

/** @type {NonNullable<OverallOptions['repeat']>} */
function interval(call, ms) {
  const timer = setInterval(call, ms);
  timer.unref();
  return () => clearInterval(timer);
}
