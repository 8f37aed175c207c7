import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { stringify } from 'yaml';
import type { Results, TestResult } from '../../../src/results/model.ts';
import { readResults } from '../../../src/results/read.ts';
import type { LocalCluster } from './local-cluster.ts';

/** The areas that are tested unless others are named. */
const AREAS = ['workloads'];
const MAIN = new URL('../../../src/cli/main.ts', import.meta.url).pathname;

/** An ended run of the suite, from outside of the cluster. */
export interface EndedRun {
  exit: number;
  results: Results;
  /** One test by its id. */
  test(id: string): TestResult;
  /** The ids of the tests with this status. */
  ids(status: TestResult['status']): string[];
  stdout: string;
  stderr: string;
}

/** A run of the suite that may still run. */
export interface StartedRun {
  /** Resolves when the run has ended and its results are read. */
  ended: Promise<EndedRun>;
  /** Resolves when the run has printed this on standard output or standard error. */
  untilPrinted(words: string): Promise<void>;
}

/**
 * Runs `shakedown run` against the cluster.
 * @param config the content of the configuration file, without the defaults.
 * @param areas which are run.
 */
export function startShakedown(
  { kubeconfig, image }: Pick<LocalCluster, 'kubeconfig' | 'image'>,
  config: object = {},
  args: readonly string[] = [],
  areas: readonly string[] = AREAS,
): StartedRun {
  const printed: string[] = [];
  let heard = () => {};
  const run = async (): Promise<EndedRun> => {
    const directory = await mkdtemp(join(tmpdir(), 'shakedown-test-'));
    try {
      const file = join(directory, 'shakedown.config.yaml');
      await writeFile(file, stringify({ image, ...config }));
      const resultsDir = join(directory, 'results');
      const options = [
        '--kubeconfig',
        kubeconfig,
        '--config',
        file,
        '--results-dir',
        resultsDir,
        '--target',
        areas.join(','),
        ...args,
      ];
      const child = spawn(process.execPath, [MAIN, 'run', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (data: Buffer) => {
          printed.push(data.toString());
          heard();
        });
      const [stdout, stderr, [exit]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close') as Promise<[number]>,
      ]);
      const results = await readFile(join(resultsDir, 'results.json'), 'utf8').catch((error: Error) => {
        throw new Error(`no results, exit code ${exit}: ${error.message}\n${stderr}`);
      });
      return endedRun(exit, readResults(results), stdout, stderr);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  };
  const ended = run();
  return {
    ended,
    untilPrinted: (words) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const check = () => {
        if (printed.join('').includes(words)) resolve();
      };
      heard = check;
      check();
      void ended.then(
        ({ stdout, stderr }) => reject(new Error(`the run ended without printing '${words}':\n${stdout}\n${stderr}`)),
        reject,
      );
      return promise;
    },
  };
}

/** Runs `shakedown run` against the cluster to its end. */
export function runShakedown(...args: Parameters<typeof startShakedown>): Promise<EndedRun> {
  return startShakedown(...args).ended;
}

function endedRun(exit: number, results: Results, stdout: string, stderr: string): EndedRun {
  const { tests } = results;
  return {
    exit,
    results,
    stdout,
    stderr,
    ids: (status) =>
      tests
        .filter((test) => test.status === status)
        .map(({ id }) => id)
        .toSorted(),
    test: (id) => {
      const found = tests.find((test) => test.id === id);
      if (!found) throw new Error(`no test ${id}; there are: ${tests.map((test) => test.id).join(', ')}`);
      return found;
    },
  };
}
