import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { stringify } from 'yaml';

const MAIN = new URL('../../../src/cli/main.ts', import.meta.url).pathname;

/** A user's shell: `shakedown` and `kubectl` in PATH, a cluster in KUBECONFIG, a configuration in the working directory. */
export interface UserShell extends AsyncDisposable {
  directory: string;
  /** Runs a command line to its end. */
  run(line: string): Promise<{ exit: number; output: string }>;
  /** Starts a command line, calls `use` with the first line that it prints, and ends it when `use` is done. */
  during<T>(line: string, use: (printed: string) => Promise<T>): Promise<T>;
}

/** The options of a user's shell. */
export interface UserShellOptions {
  kubeconfig: string;
  /** Path of the kubectl program. */
  kubectl: string;
  /** The content of shakedown.config.yaml. */
  config: object;
}

/** Creates a user's shell in its own directory. */
export async function userShell({ kubeconfig, kubectl, config }: UserShellOptions): Promise<UserShell> {
  const directory = await mkdtemp(join(tmpdir(), 'user-shell-'));
  const programs = join(directory, '.programs');
  await mkdir(programs);
  const program = async (name: string, command: string) => {
    await writeFile(join(programs, name), `#!/bin/sh\nexec ${command} "$@"\n`);
    await chmod(join(programs, name), 0o755);
  };
  await program('shakedown', `'${process.execPath}' '${MAIN}'`);
  await program('kubectl', `'${kubectl}'`);
  await writeFile(join(directory, 'shakedown.config.yaml'), stringify(config));
  const env = {
    PATH: [programs, process.env['PATH'] ?? ''].join(delimiter),
    HOME: directory,
    KUBECONFIG: kubeconfig,
    NO_COLOR: '1',
  };
  const start = (line: string) =>
    spawn('/bin/sh', ['-c', `exec 2>&1; ${line}`], { cwd: directory, env, stdio: ['ignore', 'pipe', 'ignore'] });
  return {
    directory,
    run: async (line) => {
      const child = start(line);
      const [output, [exit]] = await Promise.all([text(child.stdout), once(child, 'close') as Promise<[number]>]);
      return { exit, output };
    },
    during: async (line, use) => {
      const child = start(`exec ${line}`);
      const closed = once(child, 'close');
      try {
        const [printed] = (await Promise.race([once(child.stdout, 'data'), closed])) as [unknown];
        return await use(String(printed));
      } finally {
        child.kill();
        await closed;
      }
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
}
