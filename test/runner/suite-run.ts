import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Results, TestResult } from '../../src/results/model.ts';
import { readResults } from '../../src/results/read.ts';
import { smallApi, type Answers } from './small-api.ts';

/** Source of spec files by path below the specs directory. */
export type Specs = Record<string, string>;

export interface SuiteRun extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly resultsDir: string;
  /** What it wrote to standard error so far. */
  readonly stderr: () => string;
  /** Resolves with exit code or signal when the process has ended. */
  readonly ended: Promise<number | NodeJS.Signals>;
  results(): Promise<Results>;
  junit(): Promise<string>;
}

/** Starts the runner in a process of its own on spec files written for the test. */
export async function startSuite(
  specs: Specs,
  given: { config?: object; answers?: Answers; nodeOptions?: string[] } = {},
): Promise<SuiteRun> {
  const directory = await mkdtemp(join(tmpdir(), 'shakedown-runner-'));
  const api = await smallApi(given.answers);
  const resultsDir = join(directory, 'results');
  const kubeconfig = join(directory, 'kubeconfig');
  await writeFile(kubeconfig, api.kubeconfig);
  await writeSpecs(join(directory, 'specs'), specs);
  const settings = { kubeconfig, specs: join(directory, 'specs'), resultsDir, config: given.config ?? {} };
  const script = resolve(import.meta.dirname, 'child.ts');
  const child = spawn(process.execPath, [...(given.nodeOptions ?? []), script, JSON.stringify(settings)], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | NodeJS.Signals>((done) =>
    child.once('close', (code, signal) => done(code ?? signal ?? -1)),
  );
  return {
    child,
    resultsDir,
    stderr: () => stderr,
    ended,
    results: async () => readResults(await readFile(join(resultsDir, 'results.json'), 'utf8')),
    junit: () => readFile(join(resultsDir, 'junit.xml'), 'utf8'),
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
      await api[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Runs the suite on spec files to its end. */
export async function runSpecs(
  specs: Specs,
  given: Parameters<typeof startSuite>[1] = {},
): Promise<{ exit: number | NodeJS.Signals; results: Results; test(id: string): TestResult; stderr: string }> {
  await using run = await startSuite(specs, given);
  const exit = await run.ended;
  const results = await run.results().catch((error: Error) => {
    throw new Error(`no results, exit ${exit}: ${error.message}\n${run.stderr()}`);
  });
  const test = (id: string) => {
    const found = results.tests.find((candidate) => candidate.id === id);
    if (!found) throw new Error(`no test ${id}; there are: ${results.tests.map((each) => each.id).join(', ')}`);
    return found;
  };
  return { exit, results, test, stderr: run.stderr() };
}

const FRONT_DOOR = resolve(import.meta.dirname, '../../src/index.ts');

async function writeSpecs(directory: string, specs: Specs): Promise<void> {
  for (const [path, source] of Object.entries(specs)) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, source.replaceAll("'shakedown'", `'${FRONT_DOOR}'`));
  }
}
