import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RESULTS } from '../../publish/file-names.ts';
import type { Results } from '../../results/model.ts';

/**
 * The directory with the files of a stored run, besides its results; `undefined` when only the results are there, as in an archive. Its own results say that
 * it is the same run: the evidence of another one would be wrong.
 * @param named how the run was named, if it was.
 */
export async function directoryOfRun(
  named: string | undefined,
  { run: { id } }: Pick<Results, 'run'>,
): Promise<string | undefined> {
  const candidates = [
    ...(named === undefined ? [] : [named, dirname(named), join('results', named)]),
    join('results', id),
  ];
  for (const directory of candidates) if ((await idIn(directory)) === id) return directory;
  return undefined;
}

async function idIn(directory: string): Promise<string | undefined> {
  try {
    const parsed = JSON.parse(await readFile(join(directory, RESULTS), 'utf8')) as { run?: { id?: string } };
    return parsed.run?.id;
  } catch {
    // It is one of several places where the files may be, and may be anything.
    return undefined;
  }
}
