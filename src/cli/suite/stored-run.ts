import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { messageOf, ShakedownError } from '../../errors/shakedown-error.ts';
import type { Results } from '../../results/model.ts';
import { readResults } from '../../results/read.ts';
import { RESULTS } from '../../publish/file-names.ts';

/** Where runs are looked for when none is named. */
const RUNS = 'results';

/** A command about a stored run. @param name what it is called. @param description what it does, in a few words. */
export function storedRunCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument(
      '[run]',
      'directory of a run, its results.json, or an archive of Sonobuoy (default: newest in results/ that is no dry run)',
    );
}

/**
 * Reads a stored run.
 * @throws ShakedownError RESULTS_NOT_FOUND, RESULTS_INVALID, RESULTS_TOO_NEW, SONOBUOY_ARCHIVE
 */
export async function storedRun(path: string | undefined): Promise<Results> {
  const run = path ?? (await newest());
  return readResults(await textOf(run));
}

async function textOf(path: string): Promise<string> {
  try {
    if ((await stat(path)).isDirectory()) return await readFile(join(path, RESULTS), 'utf8');
    if (!/\.(tar\.gz|tgz)$/.test(path)) return await readFile(path, 'utf8');
  } catch (cause) {
    throw notFound(messageOf(cause), cause);
  }
  const { readFromArchive } = await import('../../sonobuoy/unpack.ts');
  const { PLUGIN_NAME } = await import('../../../plugin/definition.ts');
  const text = await readFromArchive(path, `plugins/${PLUGIN_NAME}/results/global/${RESULTS}`);
  if (text === undefined) throw notFound(`no results of shakedown in ${path}`);
  return text;
}

/**
 * Run ids sort by time. A run that came to nothing, for the plugin's image could not be pulled, has a directory and no results; a dry run has
 * judged nothing, and hides no run that has.
 */
async function newest(): Promise<string> {
  const names = await readdir(RUNS).catch(() => []);
  const runs = names.filter((name) => /^\d{8}-\d{6}-/.test(name)).toSorted();
  for (const name of runs.toReversed()) {
    const run = join(RUNS, name);
    if (existsSync(join(run, RESULTS)) && !readResults(await textOf(run)).run.dryRun) return run;
  }
  throw notFound(`no run in ${RUNS}/ that has judged something`);
}

function notFound(seen: string, cause?: unknown): ShakedownError {
  return new ShakedownError('RESULTS_NOT_FOUND', {
    meaning: 'usage',
    expected: 'the results of a run',
    seen,
    todo: 'name the directory of a run, its results.json, or an archive that `sonobuoy retrieve` fetched',
    cause,
  });
}
