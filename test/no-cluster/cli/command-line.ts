import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const MAIN = new URL('../../../src/cli/main.ts', import.meta.url).pathname;

/** How a command line ended. */
export interface Ended {
  exit: number;
  stdout: string;
  stderr: string;
}

/** How a command line is run. */
export interface CommandLineOptions {
  cwd?: string;
  /** Over a bare environment: no KUBECONFIG, no home, so that nothing but what the test names is used. */
  env?: Record<string, string>;
  /** Given the process as soon as it is there. */
  started?: (child: ChildProcess) => void;
}

/** Runs `shakedown` with some arguments, as its own process. */
export async function shakedown(
  args: readonly string[],
  { cwd, env = {}, started }: CommandLineOptions = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', NO_COLOR: '1', ...env },
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
