import { connect } from '../../../src/cluster/connect.ts';
import { configSchema } from '../../../src/config/schema.ts';
import { messageOf } from '../../../src/errors/shakedown-error.ts';
import { verdict } from '../../../src/results/verdict.ts';
import { runSuite } from '../../../src/run/run.ts';
import { terminalListener } from '../../../src/run/record/terminal-listener.ts';
import { progressOn } from '../../../src/terminal/progress.ts';
import { systemClock } from '../../../src/time/clock.ts';
import type { RunnerSettings } from './program.ts';

/** Runs the suite; returns the exit code. */
export async function run({ kubeconfig, specs, config }: RunnerSettings, resultsDir: string): Promise<number> {
  const cluster = await connect({ kubeconfig }).catch((error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(5);
  });
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort(new Error('stopped by SIGTERM')));
  const results = await runSuite({
    config: configSchema.parse(config),
    cluster,
    resultsDir,
    signal: stop.signal,
    specDirs: [specs],
    suiteVersion: '0.0.0-test',
    listener: terminalListener(progressOn(process.stderr), process.stdout, systemClock),
  });
  await cluster.close();
  return verdict(results).exitCode;
}
