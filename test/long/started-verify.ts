import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalRun } from '../../scripts/local-run.ts';
import type { Results } from '../../src/results/model.ts';
import { readResults } from '../../src/results/read.ts';
import { startCommand, type StartedCommand } from './started-command.ts';

/** A running `shakedown verify`. */
export interface StartedVerify extends StartedCommand {
  /** Its results. */
  results(): Promise<Results>;
}

/** Starts `shakedown verify` on the local cluster, with the workloads as its target. @param env variables besides PATH and HOME. */
export function startVerify(
  local: LocalRun,
  resultsDir: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): StartedVerify {
  const started = startCommand(
    [
      ...['verify', '--target', 'workloads', '--kubeconfig', local.kubeconfig, '--image', local.image],
      ...['--sonobuoy', local.sonobuoy, '--sonobuoy-image', local.sonobuoyImage, '--image-pull-policy', 'Never'],
      ...['--results-dir', resultsDir, ...args],
    ],
    { env: { HOME: '/nonexistent', ...env } },
  );
  return {
    ...started,
    results: async () => readResults(await readFile(join(resultsDir, 'results.json'), 'utf8')),
  };
}
