import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/schema.ts';
import { deliveredLines, deliverRun } from '../../delivery/deliver-run.ts';
import type { FinishedRun, RunSinks } from '../../delivery/run-sink.ts';
import { runSinks } from '../../delivery/run-sinks.ts';
import { selectSinks, turnedOn } from '../../delivery/select-sinks.ts';
import { messageOf, ShakedownError } from '../../errors/shakedown-error.ts';
import { RESULTS } from '../../publish/file-names.ts';
import { readResults } from '../../results/read.ts';
import { exitCodes } from '../../results/verdict.ts';
import { exitCodeOf } from '../command-line/exit-code.ts';
import { stopOnSignals } from '../command-line/stopping.ts';
import { runById, RUNS } from './run-by-id.ts';
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
  const run = await finishedRun(name, config);
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
  const deliveries = await deliverRun({ ...run, again }, { sinks, signal: stop.signal });
  for (const line of deliveredLines(deliveries)) process.stdout.write(`${line}\n`);
  const [first] = tellFailures(deliveries);
  return first === undefined ? exitCodes.passed : exitCodeOf(first);
}

/** The run in a directory, which may be named by its id alone. */
async function finishedRun(name: string, config: Config): Promise<FinishedRun> {
  const isDirectory = async (path: string) => (await stat(path).catch(() => undefined))?.isDirectory() === true;
  const own = await isDirectory(name);
  const run = own ? undefined : await runById(name);
  const directory = run === undefined ? name : join(RUNS, run);
  const file = join(directory, RESULTS);
  const refuse = (seen: string): never => {
    throw new ShakedownError('RESULTS_NOT_FOUND', {
      meaning: 'usage',
      expected: `the directory of a run, with its ${RESULTS}`,
      seen,
      todo: 'name the id of a run in results/, or its directory; of an archive, unpack it first',
    });
  };
  if (!own && run === undefined) return refuse(`there is no directory ${name}, and none ${join(RUNS, name)}`);
  const text = await readFile(file, 'utf8').catch((error) => refuse(messageOf(error, file)));
  return { directory, results: readResults(text, file), config };
}
