import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { RESULTS } from '../publish/file-names.ts';
import type { Results } from '../results/model.ts';
import { readResults } from '../results/read.ts';
import { runsIn } from './runs-in.ts';

/**
 * The runs in the directories next to that of a run, the newest first. Those without results, and those whose results cannot be read, are passed over: they
 * are no reason to tell nobody about this one.
 */
export async function* neighbouringRuns(directory: string): AsyncGenerator<Results> {
  const parent = dirname(resolve(directory));
  const read = async (name: string) => {
    const file = join(parent, name, RESULTS);
    return readResults(await readFile(file, 'utf8'), file);
  };
  for await (const { results } of runsIn(parent, { read, unreadable: () => undefined })) if (results) yield results;
}
