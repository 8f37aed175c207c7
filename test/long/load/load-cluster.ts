import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { stringify } from 'yaml';
import type { Results, TestResult } from '../../../src/results/model.ts';
import { readResults } from '../../../src/results/read.ts';
import { locustImage } from '../../../testbed/images/locust-image.ts';
import { load } from '../../../testbed/testbed.ts';
import { localCluster, type LocalCluster } from '../../cluster/specs/local-cluster.ts';
import { silentProgress } from '../../../src/terminal/progress.ts';

const MAIN = new URL('../../../src/cli/main.ts', import.meta.url).pathname;

/** The local cluster with Locust's image on its nodes. */
export interface LoadCluster extends LocalCluster {
  locust: string;
  /** The configuration for the tests; `load` overrides its part `load`. */
  config(load?: object): object;
}

/**
 * On a machine that runs cluster, generator and target on two cores, every event loop is sometimes late. Other tests use this higher limit;
 * the test of the limit itself uses the default.
 */
const PATIENT = { lateP99: '5s' };

/** The local cluster, brought up if needed, with the image of Locust. */
export async function loadCluster(): Promise<LoadCluster> {
  const local = await localCluster();
  const { ref, archive } = await locustImage(silentProgress);
  await load(local.name, archive);
  return {
    ...local,
    locust: ref,
    config: (more = {}) => ({
      image: local.image,
      load: { image: ref, worker: { requests: { cpu: '50m' } }, truth: PATIENT, connect: '90s', ...more },
    }),
  };
}

/** The result of `shakedown loadtest …`. */
export interface LoadtestEnded {
  exit: number;
  stdout: string;
  stderr: string;
  /** Absent when there are none. */
  results?: Results;
  junit?: string;
  /** The ids of the tests with this status, without the name of the load test. */
  ids(status: TestResult['status']): string[];
  /** The reason of one test, by its id without the name of the load test. */
  why(id: string): string;
  /** The files of the report: name → content. */
  files: Record<string, string>;
}

/** A running load test. */
export interface LoadtestStarted {
  ended: Promise<LoadtestEnded>;
  /** Resolves when it has printed this. */
  untilPrinted(words: string): Promise<void>;
}

const FILES = ['results.json', 'junit.xml', 'report.html', 'requests.csv', 'failures.csv', 'load.json'];

/** Runs `shakedown loadtest COMMAND` against the cluster. */
export function startLoadtest(
  cluster: LoadCluster,
  args: readonly string[],
  config: object = cluster.config(),
): LoadtestStarted {
  let printed = '';
  let heard = () => {};
  const run = async (): Promise<LoadtestEnded> => {
    const directory = await mkdtemp(join(tmpdir(), 'shakedown-load-'));
    try {
      const file = join(directory, 'config.yaml');
      await writeFile(file, stringify(config));
      const resultsDir = join(directory, 'results');
      const [command = '', ...rest] = args;
      const own = command === 'run' ? ['--results-dir', resultsDir] : [];
      const options = ['--kubeconfig', cluster.kubeconfig, '--config', file, ...own];
      const child = spawn(process.execPath, [MAIN, 'loadtest', command, ...rest, ...options], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (data: Buffer) => {
          printed += data.toString();
          heard();
        });
      const [stdout, stderr, [exit]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close') as Promise<[number]>,
      ]);
      const read = async (name: string) =>
        [name, await readFile(join(resultsDir, name), 'utf8').catch(() => '')] as const;
      const files = Object.fromEntries((await Promise.all(FILES.map(read))).filter(([, content]) => content !== ''));
      return ended(exit, stdout, stderr, files);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  };
  const ending = run();
  return {
    ended: ending,
    untilPrinted: async (words) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      heard = () => printed.includes(words) && resolve();
      heard();
      const over = ending.then(({ stderr, stdout }) => {
        if (!printed.includes(words)) throw new Error(`it ended without printing '${words}':\n${stdout}\n${stderr}`);
      });
      await Promise.race([promise, over]);
    },
  };
}

/** Runs `shakedown loadtest COMMAND` to its end. */
export function loadtest(...args: Parameters<typeof startLoadtest>): Promise<LoadtestEnded> {
  return startLoadtest(...args).ended;
}

function ended(exit: number, stdout: string, stderr: string, files: Record<string, string>): LoadtestEnded {
  const results = files['results.json'] === undefined ? undefined : readResults(files['results.json']);
  const short = (id: string) => id.split('/').slice(2).join('/');
  return {
    ...{ exit, stdout, stderr, files },
    ...(results && { results }),
    ...(files['junit.xml'] !== undefined && { junit: files['junit.xml'] }),
    ids: (status) =>
      (results?.tests ?? [])
        .filter((test) => test.status === status)
        .map(({ id }) => short(id))
        .toSorted(),
    why: (id) => {
      const test = results?.tests.find((one) => short(one.id) === id);
      return `${test?.reason?.code}: ${test?.reason?.message}`;
    },
  };
}
