import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const MAIN = new URL('../../src/cli/main.ts', import.meta.url).pathname;

/** A running `shakedown`. */
export interface StartedCommand {
  child: ChildProcess;
  /** Resolves when its output matches; rejects when it ends before. */
  untilPrinted(words: RegExp): Promise<void>;
  /** Its output so far. */
  printed(): string;
  /** Resolves with its exit code, or the signal that ended it, when it has ended. */
  ended: Promise<number | NodeJS.Signals>;
}

/** Starts `shakedown` with arguments. @param place its working directory, and variables besides PATH. */
export function startCommand(
  args: readonly string[],
  { cwd, env }: { cwd?: string; env: Readonly<Record<string, string>> },
): StartedCommand {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (data: string) => {
      printed += data;
      child.emit('printed');
    });
  // What the command leaves running may hold its output open, so it does not wait for the end of that.
  const ended = once(child, 'exit').then(([code, signal]: (number | NodeJS.Signals)[]) => code ?? signal ?? -1);
  return {
    child,
    ended,
    printed: () => printed,
    untilPrinted: (words) =>
      new Promise((done, reject) => {
        const look = () => words.test(printed) && done();
        child.on('printed', look);
        look();
        void ended.then(() => reject(new Error(`it ended without printing ${words}:\n${printed}`)));
      }),
  };
}
