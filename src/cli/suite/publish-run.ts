import type { Config } from '../../config/schema.ts';
import { deliveredLines, deliverRun } from '../../delivery/deliver-run.ts';
import type { RunSinks } from '../../delivery/run-sink.ts';
import { runSinks } from '../../delivery/run-sinks.ts';
import { selectSinks, turnedOn } from '../../delivery/select-sinks.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { exitCodes } from '../../results/verdict.ts';
import { exitCodeOf } from '../command-line/exit-code.ts';
import { stopOnSignals } from '../command-line/stopping.ts';
import { finishedRun } from './finished-run.ts';
import { tellFailures } from './tell-failures.ts';

/** The options of `shakedown publish`. */
export interface PublishFlags {
  /** Names of sinks, separated by commas. */
  to?: string;
  /** Whether channels are told although they were told before. */
  again?: boolean;
  /** Whether it is no error that nothing is configured, or that there is nothing to publish. */
  ifConfigured?: boolean;
}

/**
 * Delivers a stored run to all that is configured.
 * @returns the exit code: 0 when it was delivered to all of them, else that of the first error.
 * @throws ShakedownError PUBLISH_UNKNOWN, PUBLISH_NOT_CONFIGURED, PUBLISH_DRY_RUN, RESULTS_NOT_FOUND, and those of reading results.
 */
export async function publishRun(
  name: string,
  config: Config,
  { to, again = false, ifConfigured = false }: PublishFlags,
  all: RunSinks = runSinks,
): Promise<number> {
  if (ifConfigured && Object.keys(turnedOn(all, config)).length === 0) return exitCodes.passed;
  const sinks = selectSinks(
    all,
    config,
    to?.split(',').map((one) => one.trim()),
  );
  await using run = await finishedRun(name);
  if (run.results.run.dryRun) {
    if (ifConfigured) return exitCodes.passed;
    throw new ShakedownError('PUBLISH_DRY_RUN', {
      meaning: 'usage',
      expected: 'a run that judged something',
      seen: `run ${run.results.run.id} is a dry run, which is not published`,
      todo: 'name another run',
    });
  }
  using stop = stopOnSignals();
  const deliveries = await deliverRun(
    { directory: run.directory, results: run.results, config, again },
    { sinks, signal: stop.signal },
  );
  for (const line of deliveredLines(deliveries)) process.stdout.write(`${line}\n`);
  const [first] = tellFailures(deliveries);
  return first === undefined ? exitCodes.passed : exitCodeOf(first);
}
