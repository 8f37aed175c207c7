import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { ShakedownError } from '../../errors/shakedown-error.ts';

/** The directory of runs, when none is named. */
export const RUNS = 'results';

/** How many names a sentence has; the rest is counted. */
const NAMED = 5;

/**
 * The name of the directory in `results/` of the run that is named by its id, or by the beginning of it.
 * @returns `undefined` when there is none.
 * @throws ShakedownError RUN_ID_AMBIGUOUS when several begin so; the error of a directory that cannot be listed
 */
export async function runById(named: string): Promise<string | undefined> {
  if (named === '' || named.startsWith('.') || basename(named) !== named) return undefined;
  const names = await readdir(RUNS, { withFileTypes: true }).catch(noneIfAbsent);
  const begin = names.filter((entry) => !entry.isFile() && entry.name.startsWith(named)).map(({ name }) => name);
  if (begin.includes(named)) return named;
  const [only, ...others] = begin.toSorted();
  if (only === undefined || others.length === 0) return only;
  const more = begin.length > NAMED ? ` and ${begin.length - NAMED} more` : '';
  throw new ShakedownError('RUN_ID_AMBIGUOUS', {
    meaning: 'usage',
    expected: 'the beginning of one id',
    seen: `${begin.length} runs in ${RUNS}/ begin with ${named}: ${[only, ...others].slice(0, NAMED).join(', ')}${more}`,
    todo: 'write more of it',
  });
}

function noneIfAbsent(error: NodeJS.ErrnoException): never[] {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
  throw error;
}
