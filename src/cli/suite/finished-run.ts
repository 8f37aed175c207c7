import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RESULTS } from '../../publish/file-names.ts';
import { intoDirectory } from '../../publish/into-directory.ts';
import { renderedFiles } from '../../publish/renderers.ts';
import type { Results } from '../../results/model.ts';
import { readResults } from '../../results/read.ts';
import { directoryOfRun } from './directory-of-run.ts';
import { runById, RUNS } from './run-by-id.ts';
import { storedRun } from './stored-run.ts';

/** A stored run, with a directory for its files. Disposing of it removes the directory where the run had none. */
export interface FinishedRunHere extends AsyncDisposable {
  directory: string;
  results: Results;
}

/**
 * A run, however it is named: by its id or its directory; or by anything else that the commands take that read a run. What is no directory gets one meanwhile, with what is rendered of its results.
 * @throws ShakedownError those of reading results.
 */
export async function finishedRun(name: string): Promise<FinishedRunHere> {
  const place = (await isDirectory(name)) ? name : await placeById(name);
  const text = place && (await readFile(join(place, RESULTS), 'utf8').catch(none));
  if (place !== undefined && text !== undefined)
    return {
      directory: place,
      results: readResults(text, join(place, RESULTS)),
      [Symbol.asyncDispose]: async () => {},
    };
  const results = await storedRun(name);
  const directory = await directoryOfRun(name, results);
  if (directory !== undefined) return { directory, results, [Symbol.asyncDispose]: async () => {} };
  // In a directory of its own, so that it has no other runs next to it.
  const above = await mkdtemp(join(tmpdir(), 'shakedown-publish-'));
  const made = join(above, 'run');
  await mkdir(made);
  await intoDirectory(made)(renderedFiles(results));
  return { directory: made, results, [Symbol.asyncDispose]: async () => await rm(above, { recursive: true }) };
}

async function placeById(name: string): Promise<string | undefined> {
  const run = await runById(name);
  return run === undefined ? undefined : join(RUNS, run);
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(none))?.isDirectory() === true;
}

/** Of a path that is not there, or whose name no file can have: it is named otherwise, or is refused by what reads it. */
function none(error: NodeJS.ErrnoException): undefined {
  if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(error.code ?? '')) return undefined;
  throw error;
}
