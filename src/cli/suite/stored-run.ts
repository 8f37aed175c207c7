import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import type { Results } from '../../results/model.ts';
import { newestWhole, type LostRun, type StoredRun } from './newest-whole.ts';
import { readResults } from '../../results/read.ts';
import { RESULTS } from '../../publish/file-names.ts';

/** The directory of runs, when none is named. */
const RUNS = 'results';

/** The beginning of the id of a run. */
const RUN_ID = /^\d{8}-\d{6}-[^/]*$/;

/** A command about a stored run. @param name of the command. @param description what it does, in a few words. */
export function storedRunCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument(
      '[run]',
      'id of a run in results/, its directory, its results.json, or an archive of Sonobuoy (default: newest in results/ that is not a dry run and judged the whole cluster)',
    );
}

/**
 * Reads a stored run. If none was named, the chosen one is written to standard error.
 * @throws ShakedownError RESULTS_NOT_FOUND, RESULTS_INVALID, RESULTS_TOO_NEW, RESULTS_FOREIGN, RESULTS_ONLY_PARTIAL, RESULTS_UNREADABLE
 */
export async function storedRun(path: string | undefined): Promise<Results> {
  if (path !== undefined) return await named(path);
  const { results, place, note } = await newestWhole(storedRuns());
  // It goes to standard error, because standard output is for the answer.
  process.stderr.write(`the newest run: ${place}${note}\n`);
  return results;
}

/** A run may also be named by its id, as in `shakedown cleanup --run`. */
async function named(path: string): Promise<Results> {
  const run = join(RUNS, path);
  if (RUN_ID.test(path) && !existsSync(path) && existsSync(run)) return (await inDirectory(path)).results;
  return readResults(await textOf(path), path);
}

async function textOf(path: string): Promise<string> {
  const { storedResults } = await import('../../sonobuoy/stored-results.ts');
  return await storedResults(path);
}

/** A run in `results/`. @param id its id, and the name of its directory. */
async function inDirectory(id: string): Promise<StoredRun> {
  const place = join(RUNS, id);
  const results = readResults(await textOf(place), place);
  if (results.run.id === id) return { place, results };
  throw new ShakedownError('RESULTS_FOREIGN', {
    meaning: 'usage',
    expected: `the results of run ${id} in ${place}`,
    seen: `they are those of run ${results.run.id}`,
    todo: 'remove the directory, or rename it after the run that it holds',
  });
}

/**
 * The runs in `results/`, the newest first: their ids sort by time. A run that was lost, for example because the plugin's image could not be
 * pulled, has a directory without results; it must not hide a run with a verdict, and is named.
 */
async function* storedRuns(): AsyncGenerator<StoredRun | LostRun> {
  const names = await readdir(RUNS).catch(() => []);
  const runs = names.filter((name) => RUN_ID.test(name)).toSorted();
  for (const id of runs.toReversed()) {
    const place = join(RUNS, id);
    yield existsSync(join(place, RESULTS)) ? await inDirectory(id) : { place };
  }
}
