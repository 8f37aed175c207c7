import { spawn } from 'node:child_process';

/** The runner as it is started. */
export interface RunnerCommand {
  program: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
}

/** How the runner's process ended. */
export interface RunnerEnd {
  code: number | undefined;
  signal: NodeJS.Signals | undefined;
  /** The end of what it wrote to standard error. */
  stderr: string;
  /** Why it was ended from here, when it was. */
  endedBecause?: string;
}

export interface RunnerProcess {
  readonly ended: Promise<RunnerEnd>;
  /** Asks it to end, and kills it when it has not ended in time. The first reason counts. */
  end(because: string, graceMs: number): void;
}

/** How much of standard error is kept, in characters. */
const KEPT = 8 * 1024;

/** Starts the runner. What it writes goes through to where this process writes. */
export function startRunner({ program, args, env }: RunnerCommand): RunnerProcess {
  const child = spawn(program, args, { env, stdio: ['ignore', 'inherit', 'pipe'] });
  let stderr = '';
  let endedBecause: string | undefined;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    process.stderr.write(text);
    stderr = (stderr + text).slice(-KEPT);
  });
  const ended = new Promise<RunnerEnd>((resolve) => {
    const done = (code: number | null, signal: NodeJS.Signals | null) =>
      resolve({
        code: code ?? undefined,
        signal: signal ?? undefined,
        stderr,
        ...(endedBecause === undefined ? {} : { endedBecause }),
      });
    child.once('error', (error) => {
      stderr += `\n${error.message}`;
      done(null, null);
    });
    // Its last words may still be in the pipe; a process of its own that holds the pipe open must not hold this one.
    child.once('exit', (code, signal) => setTimeout(() => done(code, signal), 500));
    child.once('close', done);
  });
  return {
    ended,
    end: (because, graceMs) => {
      if (endedBecause !== undefined) return;
      endedBecause = because;
      child.kill('SIGTERM');
      const kill = setTimeout(() => child.kill('SIGKILL'), graceMs);
      void ended.then(() => clearTimeout(kill));
    },
  };
}
