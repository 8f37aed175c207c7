import { styleText } from 'node:util';
import { formatDuration } from '../time/duration.ts';
import { shortened } from './shortened.ts';

/** A text, or a function that returns it when it is shown, such as how long something has lasted by then. */
export type ProgressText = string | (() => string);

/** Shows how far long work is. */
export interface Progress {
  /**
   * Shows what is being done now. On a terminal it replaces the live line; in a log it is a separate line, written when the text changes, or
   * less often.
   * @example progress.now('building kubelet (4 of 11)')
   */
  now(text: string): void;
  /** How far the work is, if each step has its own line already: only the live line and the line of each quiet minute show it. */
  stands(text: ProgressText): void;
  /** A permanent line: a step that ended, a fact. */
  done(text: string): void;
  /** Clears the live line; nothing more is written. */
  end(): void;
}

/** Progress that is not shown. */
export const silentProgress: Progress = { now: () => {}, stands: () => {}, done: () => {}, end: () => {} };

/** The part of a stream that progress needs; `process.stderr` is one. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** How progress is shown. */
export interface ProgressOptions {
  /** Least time between two lines in a log about what is being done, in milliseconds. @default 0 */
  everyMs?: number;
  /** Milliseconds on a clock that never steps back. @default the machine's own */
  clock?: () => number;
  /** Calls back later; it must not keep the process alive. @default a timer */
  later?: (call: () => void, ms: number) => void;
}

/** Least time between two lines in the log of a long build, in milliseconds. */
const BUILD_EVERY = 10_000;
/** After this long without a change, in milliseconds, a log gets a line that says that the work continues. */
const QUIET = 60_000;

/**
 * Progress on a stream: a live line with the elapsed time on a terminal; elsewhere plain lines, and for each quiet minute one with the elapsed time.
 * @param output the stream. @default standard error, because standard output is for the result
 */
export function progressOn(output: Output = process.stderr, options: ProgressOptions = {}): Progress {
  return output.isTTY ? liveLine(output) : plainLines(output, options);
}

/** Progress of builds, which take minutes and have hundreds of steps: a log shows few of them, and everything that ended. */
export function buildProgressOn(output: Output = process.stderr, options: ProgressOptions = {}): Progress {
  return progressOn(output, { everyMs: BUILD_EVERY, ...options });
}

function plainLines(
  output: Output,
  {
    everyMs = 0,
    clock = () => performance.now(),
    later = (call, ms) => void setTimeout(call, ms).unref(),
  }: ProgressOptions,
): Progress {
  const start = clock();
  let last = '';
  let standing: ProgressText = '';
  let stood = '';
  let movedAt = start;
  let listening = false;
  const listen = () => {
    if (listening || standing === '') return;
    listening = true;
    later(beat, movedAt + QUIET - clock());
  };
  const beat = () => {
    listening = false;
    if (standing !== '' && clock() - movedAt >= QUIET) {
      output.write(`${formatDuration((clock() - start) / 1_000)}  ${shown(standing)}\n`);
      movedAt = clock();
    }
    listen();
  };
  const moved = (to: ProgressText) => {
    standing = to;
    const stands = shown(to);
    if (stands === stood) return;
    stood = stands;
    movedAt = clock();
    listen();
  };
  let quietUntil = Number.NEGATIVE_INFINITY;
  let held: string | undefined;
  const line = (text: string) => {
    if (text !== last) output.write(`${text}\n`);
    last = text;
  };
  const write = (text: string) => {
    held = undefined;
    quietUntil = clock() + everyMs;
    line(text);
  };
  // The last text within the least time is written after it, unless its work has ended.
  const release = () => {
    if (held !== undefined) write(held);
  };
  return {
    now: (text) => {
      moved(text);
      const quiet = quietUntil - clock();
      if (quiet <= 0) return write(text);
      if (held === undefined) later(release, quiet);
      held = text;
    },
    stands: moved,
    done: (text) => {
      held = undefined;
      moved('');
      line(text);
    },
    end: () => {
      held = undefined;
      moved('');
    },
  };
}

function liveLine(output: Output): Progress {
  const start = performance.now();
  let current: ProgressText = '';
  const clear = '\r\u001B[2K';
  const draw = () => {
    if (current === '') return;
    const elapsed = formatDuration((performance.now() - start) / 1_000);
    output.write(`${clear}${shortened(`${elapsed}  ${shown(current)}`, (output.columns ?? 80) - 1)}`);
  };
  const timer = setInterval(draw, 500);
  timer.unref();
  const show = (text: ProgressText) => {
    current = text;
    draw();
  };
  return {
    now: show,
    stands: show,
    done: (text) => {
      output.write(`${clear}${styleText('green', '✓', { stream: process.stderr })} ${text}\n`);
      draw();
    },
    end: () => {
      clearInterval(timer);
      current = '';
      output.write(clear);
    },
  };
}

function shown(text: ProgressText): string {
  return typeof text === 'string' ? text : text();
}
