import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { messageOf, ShakedownError } from '../../errors/shakedown-error.ts';
import type { Results } from '../../results/model.ts';
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
      'id of a run in results/, its directory, its results.json, or an archive of Sonobuoy (default: newest in results/ that is not a dry run)',
    );
}

/**
 * Reads a stored run. If none was named, the chosen one is written to standard error.
 * @throws ShakedownError RESULTS_NOT_FOUND, RESULTS_INVALID, RESULTS_TOO_NEW, SONOBUOY_ARCHIVE
 */
export async function storedRun(path: string | undefined): Promise<Results> {
  const run = path === undefined ? await newest() : placeOf(path);
  // It goes to standard error, because standard output is for the answer.
  if (path === undefined) process.stderr.write(`the newest run: ${run}\n`);
  return readResults(await textOf(run));
}

/** The path of a run; it may also be named by its id, as in `shakedown cleanup --run`. */
function placeOf(path: string): string {
  const run = join(RUNS, path);
  return RUN_ID.test(path) && !existsSync(path) && existsSync(run) ? run : path;
}

async function textOf(path: string): Promise<string> {
  try {
    if ((await stat(path)).isDirectory()) return await readFile(join(path, RESULTS), 'utf8');
    if (!/\.(tar\.gz|tgz)$/.test(path)) return await readFile(path, 'utf8');
  } catch (cause) {
    throw notFound(messageOf(cause), cause);
  }
  const { resultsInArchive } = await import('../../sonobuoy/results-in-archive.ts');
  const text = await resultsInArchive(path, RESULTS);
  if (text === undefined) throw notFound(`no results of shakedown in ${path}`);
  return text;
}

/**
 * Run ids sort by time. A run that was lost, for example because the plugin's image could not be pulled, has a directory without results; a dry run has
 * judged nothing. Neither must hide a run with a verdict.
 */
async function newest(): Promise<string> {
  const names = await readdir(RUNS).catch(() => []);
  const runs = names.filter((name) => RUN_ID.test(name)).toSorted();
  for (const name of runs.toReversed()) {
    const run = join(RUNS, name);
    if (existsSync(join(run, RESULTS)) && !readResults(await textOf(run)).run.dryRun) return run;
  }
  throw notFound(`no run in ${RUNS}/ that judged anything`);
}

function notFound(seen: string, cause?: unknown): ShakedownError {
  return new ShakedownError('RESULTS_NOT_FOUND', {
    meaning: 'usage',
    expected: 'the results of a run',
    seen,
    todo: 'name the id of a run in results/, its directory, its results.json, or an archive that `sonobuoy retrieve` fetched',
    cause,
  });
}
