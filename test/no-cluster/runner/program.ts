// Does the work of `shakedown run`, `publish` and `hand-over` with the spec files and the small API server of a test.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { handOver } from '../../../src/run/hand-over/hand-over.ts';

/** A test's settings for the runner, in the variable RUNNER_TEST. */
export interface RunnerSettings {
  kubeconfig: string;
  specs: string;
  config: object;
  /** Limits of the hand-over, in milliseconds. */
  limits?: object;
  /** Memory limit of the container, in MiB. */
  memory?: number;
  /** Arguments of the hand-over. */
  argv?: string[];
}

const settings = JSON.parse(process.env['RUNNER_TEST'] ?? '{}') as RunnerSettings;
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    'results-dir': { type: 'string' },
    'no-publish': { type: 'boolean' },
    'if-configured': { type: 'boolean' },
  },
});

if (positionals[0] === 'run') {
  // As the real program does, the hand-over's process never loads what the runner needs.
  const { run } = await import('./run-command.ts');
  process.exit(await run(settings, values['results-dir'] ?? ''));
}
if (positionals[0] === 'publish') {
  const done = join(process.env['SONOBUOY_RESULTS_DIR'] ?? '', 'done');
  process.stderr.write(`publishes ${positionals[1]} ${existsSync(done) ? 'after' : 'before'} the hand-over\n`);
  process.exit(5);
}
const limits = settings.limits ?? {};
const memory = settings.memory === undefined ? {} : { memory: settings.memory * 1024 ** 2 };
process.exitCode = await handOver({
  env: process.env,
  argv: settings.argv ?? [],
  suiteVersion: '0.0.0-test',
  limits,
  ...memory,
});
