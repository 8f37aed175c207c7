import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalRun } from '../../scripts/local-run.ts';
import type { Results } from '../../src/results/model.ts';
import { readResults } from '../../src/results/read.ts';

const MAIN = new URL('../../src/cli/main.ts', import.meta.url).pathname;

/** A running `shakedown verify`. */
export interface StartedVerify {
  child: ChildProcess;
  /** Resolves when its output matches; rejects when it ends before. */
  untilPrinted(words: RegExp): Promise<void>;
  /** Its output so far. */
  printed(): string;
  /** Resolves with its exit code, or the signal that ended it, when it has ended. */
  ended: Promise<number | NodeJS.Signals>;
  /** Its results. */
  results(): Promise<Results>;
}

/** Starts `shakedown verify` on the local cluster, with the workloads as its target. */
export function startVerify(local: LocalRun, resultsDir: string, args: readonly string[] = []): StartedVerify {
  const child = spawn(
    process.execPath,
    [
      ...[MAIN, 'verify', '--target', 'workloads', '--kubeconfig', local.kubeconfig, '--image', local.image],
      ...['--sonobuoy', local.sonobuoy, '--sonobuoy-image', local.sonobuoyImage, '--image-pull-policy', 'Never'],
      ...['--results-dir', resultsDir, ...args],
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', NO_COLOR: '1' },
    },
  );
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (data: string) => {
      printed += data;
      child.emit('printed');
    });
  const ended = once(child, 'close').then(([code, signal]: (number | NodeJS.Signals)[]) => code ?? signal ?? -1);
  return {
    child,
    ended,
    printed: () => printed,
    untilPrinted: (words) =>
      new Promise((resolve, reject) => {
        const look = () => words.test(printed) && resolve();
        child.on('printed', look);
        look();
        void ended.then(() => reject(new Error(`it ended without printing ${words}:\n${printed}`)));
      }),
    results: async () => readResults(await readFile(join(resultsDir, 'results.json'), 'utf8')),
  };
}
