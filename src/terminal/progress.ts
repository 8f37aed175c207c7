import { styleText } from 'node:util';
import { spell } from '../time/duration.ts';

/** Where long work tells how far it is. */
export interface Progress {
  /**
   * What is being done now. On a terminal it replaces the live line; in a log it is a line of its own, written once per change of text.
   * @example progress.now('building kubelet (4 of 11)')
   */
  now(text: string): void;
  /** A line that stays: a step that ended, a fact to remember. */
  done(text: string): void;
  /** Clears the live line; nothing more is written. */
  end(): void;
}

/** The part of a stream that progress needs; `process.stderr` is one. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/**
 * Progress on a stream: a live line with the elapsed time on a terminal, plain lines elsewhere.
 * @param output where to; standard error by default, so that standard output stays the result's.
 */
export function progressOn(output: Output = process.stderr): Progress {
  return output.isTTY ? liveLine(output) : plainLines(output);
}

function plainLines(output: Output): Progress {
  let last = '';
  const line = (text: string) => {
    if (text !== last) output.write(`${text}\n`);
    last = text;
  };
  return { now: line, done: line, end: () => {} };
}

function liveLine(output: Output): Progress {
  const start = performance.now();
  let current = '';
  const clear = '\r\u001B[2K';
  const draw = () => {
    if (current === '') return;
    const elapsed = spell((performance.now() - start) / 1_000);
    output.write(`${clear}${`${elapsed}  ${current}`.slice(0, (output.columns ?? 80) - 1)}`);
  };
  const timer = setInterval(draw, 500);
  timer.unref();
  return {
    now: (text) => {
      current = text;
      draw();
    },
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
