import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Results } from '../results/model.ts';
import { readResults } from '../results/read.ts';

/** The id of a run, unless the environment gave it: it begins with the time of its start. */
const RUN_ID = /^\d{8}-\d{6}-[^/]*$/;
/** The file with the results of a run. */
const RESULTS = 'results.json';

/**
 * The runs in the directories next to that of a run, the newest first, as far as their names tell. Those without results, and those whose results cannot
 * be read, are passed over: they are no reason to tell nobody about this one.
 */
export async function* neighbouringRuns(directory: string): AsyncGenerator<Results> {
  const parent = dirname(resolve(directory));
  const entries = await readdir(parent, { withFileTypes: true });
  const names = entries.filter((one) => one.isDirectory()).map(({ name }) => name);
  const [dated, others] = [names.filter((name) => RUN_ID.test(name)), names.filter((name) => !RUN_ID.test(name))];
  for (const name of [...dated.toSorted().toReversed(), ...others]) {
    const results = await read(join(parent, name, RESULTS));
    if (results) yield results;
  }
}

async function read(file: string): Promise<Results | undefined> {
  try {
    return readResults(await readFile(file, 'utf8'), file);
  } catch {
    return undefined;
  }
}
