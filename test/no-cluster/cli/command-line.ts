import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const MAIN = new URL('../../../src/cli/main.ts', import.meta.url).pathname;

/** The result of a command line. */
export interface Ended {
  exit: number;
  stdout: string;
  stderr: string;
}

/** The working directory and the environment of a command line. */
export interface CommandLineOptions {
  cwd?: string;
  /** Added to an empty environment: no KUBECONFIG and no home, so that the program uses only what the test sets. */
  env?: Record<string, string>;
  /** Called with the process when it has started. */
  started?: (child: ChildProcess) => void;
}

/** Runs `shakedown` with arguments, as its own process. */
export async function shakedown(
  args: readonly string[],
  { cwd, env = {}, started }: CommandLineOptions = {},
): Promise<Ended> {
  const { PATH = '', NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, HOME: '/nonexistent', NO_COLOR: '1', ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }), ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  started?.(child);
  const [stdout, stderr, [exit]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ]);
  return { exit, stdout, stderr };
}
