import { spawn } from 'node:child_process';

/** How to start the runner. */
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
  /** Why the hand-over ended it, if it did. */
  endedBecause?: string;
}

export interface RunnerProcess {
  /** The id of its process; 0 when it could not be started. */
  readonly pid: number;
  readonly ended: Promise<RunnerEnd>;
  /** Sends it SIGTERM, and kills it when it has not ended in time. The first reason counts. */
  end(because: string, graceMs: number): void;
}

/** How much of the end of standard error is kept, in characters. */
const KEPT = 8 * 1024;

/** Starts the runner. Its output goes to the output of this process. */
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
    // Its last output may still be in the pipe; a child of the runner that keeps the pipe open must not delay this process.
    child.once('exit', (code, signal) => setTimeout(() => done(code, signal), 500));
    child.once('close', done);
  });
  return {
    pid: child.pid ?? 0,
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
