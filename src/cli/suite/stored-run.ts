import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { isArchiveUrl } from '../../archive/archive-url.ts';
import { messageOf, ShakedownError } from '../../errors/shakedown-error.ts';
import type { Results } from '../../results/model.ts';
import { readResults } from '../../results/read.ts';
import { RUN_FORMS } from '../../results/run-forms.ts';
import { wrongClock } from '../../results/wrong-clock.ts';
import { isRunId, runsIn, type LostRun, type StoredRun } from '../../stored-runs/runs-in.ts';
import { newestWhole } from './newest-whole.ts';
import { runById, RUNS } from './run-by-id.ts';

/** Options of the commands about a stored run. */
export interface StoredRunOptions {
  /** The plugins of an archive of Sonobuoy that decide. @default all */
  plugins?: readonly string[];
  /** The file of the configuration whose quarantine covers tests of other plugins. @default `shakedown.config.yaml`, if it exists */
  config?: string;
}

/** A command about a stored run. @param name of the command. @param description what it does, in a few words. */
export function storedRunCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument('[run]', `${RUN_FORMS} (default: newest in results/ that is not a dry run and judged the whole cluster)`)
    .option(
      '--plugins <names>',
      'the plugins of an archive that decide, separated by commas (default: all that have results)',
      (text) => text.split(',').map((name) => name.trim()),
    )
    .option(
      '--config <file>',
      'configuration whose quarantine covers tests of other plugins, too (default: shakedown.config.yaml, if there is one)',
    );
}

/**
 * Reads a stored run. If none was named, the chosen one is written to standard error.
 * @throws ShakedownError RESULTS_NOT_FOUND, RESULTS_INVALID, RESULTS_TOO_NEW, RESULTS_FOREIGN, RESULTS_ONLY_PARTIAL, RESULTS_UNREADABLE, PLUGIN_UNKNOWN
 */
export async function storedRun(path: string | undefined, options: StoredRunOptions = {}): Promise<Results> {
  if (path !== undefined) return await named(path, options);
  const { results, place, note } = await newestWhole(storedRuns());
  // It goes to standard error, because standard output is for the answer.
  process.stderr.write(`the newest run: ${place}${note}\n`);
  return results;
}

/** A run may also be named by its id, as in `shakedown cleanup --run`. */
async function named(path: string, options: StoredRunOptions): Promise<Results> {
  // As in `shakedown verdict "$(sonobuoy retrieve)"` when that has failed: an older run must not stand for the one that is meant.
  if (path.trim() === '')
    throw new ShakedownError('RESULTS_NOT_FOUND', {
      meaning: 'usage',
      expected: 'the results of a run',
      seen: 'the name of the run is empty',
      todo: 'check the command that should have printed it, such as `sonobuoy retrieve`; without any name, the newest run is judged',
    });
  const run = existsSync(path) ? undefined : await runById(path);
  return run === undefined ? await read(path, options) : await inDirectory(run);
}

/** Reads what was named. What else runs are read from is added here, as a line for what its names look like. */
async function read(path: string, { plugins: wanted, config: file }: StoredRunOptions = {}): Promise<Results> {
  if (isArchiveUrl(path)) {
    const { archivedRun } = await import('./archived-run.ts');
    return readResults(await archivedRun(path), path);
  }
  const { storedResults } = await import('../../sonobuoy/stored/stored-results.ts');
  const { text, plugins = [], sonobuoy = {} } = await storedResults(path);
  const own = text === undefined ? undefined : readResults(text, path);
  const [{ joinPlugins }, { quarantineFor }] = await Promise.all([
    import('../../sonobuoy/stored/plugins/join-plugins.ts'),
    import('./quarantine-for.ts'),
  ]);
  return joinPlugins({ own, plugins, sonobuoy }, { wanted, quarantine: await quarantineFor(plugins, file) });
}

/** A run in `results/`. @param name of its directory: its id, or one that somebody gave to it. */
async function inDirectory(name: string): Promise<Results> {
  const place = join(RUNS, name);
  const results = await read(place);
  if (results.run.id === name || !isRunId(name)) return results;
  throw new ShakedownError('RESULTS_FOREIGN', {
    meaning: 'usage',
    expected: `the results of run ${name} in ${place}`,
    seen: `they are those of run ${results.run.id}`,
    todo: 'remove the directory, or rename it after the run that it holds',
  });
}

/**
 * The runs in `results/`, the newest first. A run that was lost, for example because the plugin's image could not be pulled, has a directory
 * without results; it must not hide a run with a verdict, and is named.
 * @param unreadable what is done about a run whose results cannot be read. @default its error ends the command
 * @throws ShakedownError RESULTS_INVALID, RESULTS_TOO_NEW, RESULTS_FOREIGN, RESULTS_UNREADABLE
 */
async function* storedRuns(unreadable: (error: unknown) => undefined = rethrow): AsyncGenerator<StoredRun | LostRun> {
  for await (const run of runsIn(RUNS, { read: inDirectory, unreadable })) {
    const why = run.results && wrongClock(run.results.run, new Date());
    // It would be the newest run, or the oldest, for years.
    if (why !== undefined) process.stderr.write(`left out: ${run.place}: ${why}\n`);
    else yield run;
  }
}

/** The runs in `results/`, the newest first, without those whose results cannot be read: standard error has a line for each. */
export function readableRuns(): AsyncGenerator<StoredRun | LostRun> {
  return storedRuns((error) => {
    process.stderr.write(`left out: ${messageOf(error).split('\n', 1)[0]}\n`);
    return undefined;
  });
}

function rethrow(error: unknown): undefined {
  throw error;
}
