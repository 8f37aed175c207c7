import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { discoverable } from '../../fake-api-server/discoverable.ts';
import { FakeApiServer, type FakeApi } from '../../fake-api-server/fake-api-server.ts';

/** Source of spec files by path below the specs directory. */
export type Specs = Record<string, string>;

/** What a test may set in addition to its spec files. */
export interface ProgramOptions {
  config?: object;
  /** Routes of the API server, beside those by which it is discovered. */
  routes?: FakeApi['routes'];
  /** Options of Node, such as a small heap. */
  nodeOptions?: string[];
  env?: Record<string, string>;
  limits?: object;
  /** Memory limit of the container, in MiB. */
  memory?: number;
  /** Whether the kubeconfig names a server that does not exist. */
  noServer?: boolean;
  /** Arguments of the hand-over. */
  argv?: string[];
}

/** The program in its own process. */
export interface StartedProgram extends AsyncDisposable {
  readonly child: ChildProcess;
  /** A directory for this test only. */
  readonly directory: string;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves with the exit code or the signal when the process has ended. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Resolves as soon as the process has written the text to its standard output. */
  untilPrinted(text: string): Promise<void>;
}

/** The arguments and the environment variables. */
export interface Command {
  args: string[];
  env?: Record<string, string>;
}

/**
 * Starts a command of the program on spec files written for the test.
 * @param command returns the command for the directory of the test.
 */
export async function startProgram(
  command: (directory: string) => Command,
  specs: Specs,
  options: ProgramOptions = {},
): Promise<StartedProgram> {
  const directory = await mkdtemp(join(tmpdir(), 'shakedown-runner-'));
  // After a request for `/end`, it is unreachable.
  const end = () => void api[Symbol.asyncDispose]();
  const api = await FakeApiServer.start({ routes: { ...discoverable, '/end': end, ...options.routes }, objects: {} });
  const kubeconfig = join(directory, 'kubeconfig');
  await writeFile(kubeconfig, options.noServer ? api.kubeconfig.replace(/127[^"]*/, '127.0.0.1:1') : api.kubeconfig);
  await writeSpecs(join(directory, 'specs'), specs);
  const settings = {
    kubeconfig,
    specs: join(directory, 'specs'),
    config: options.config ?? {},
    limits: options.limits,
    memory: options.memory,
    argv: options.argv,
  };
  const program = resolve(import.meta.dirname, 'program.ts');
  const { args, env: own } = command(directory);
  const env = { ...process.env, ...own, ...options.env, RUNNER_TEST: JSON.stringify(settings) };
  const child = spawn(process.execPath, [...(options.nodeOptions ?? []), program, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => (written[stream] += text));
  const ended = new Promise<number | NodeJS.Signals>((done) =>
    child.once('close', (code, signal) => done(code ?? signal ?? -1)),
  );
  return {
    child,
    directory,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    ended,
    untilPrinted: (text) =>
      new Promise((done, fail) => {
        const look = () => written.stdout.includes(text) && done();
        child.stdout.on('data', look);
        look();
        void ended.then(() =>
          fail(new Error(`it ended without printing '${text}':\n${written.stdout}${written.stderr}`)),
        );
      }),
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
      await api[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const FRONT_DOOR = resolve(import.meta.dirname, '../../../src/index.ts');

async function writeSpecs(directory: string, specs: Specs): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const [path, source] of Object.entries(specs)) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, source.replaceAll("'shakedown'", `'${FRONT_DOOR}'`));
  }
}
