import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { messageOf, ShakedownError } from '../../errors/shakedown-error.ts';
import { todoForPlace } from '../../errors/system-error.ts';
import { tryDirectory } from '../../files/make-directory.ts';
import { renderers, type Renderer } from '../../publish/renderers.ts';
import { JOURNAL, LOG } from './file-names.ts';

/** What a run writes into its directory, and what `verify` and `loadtest run` add. */
const WRITTEN: ReadonlySet<string> = new Set([
  ...Object.values<Renderer>(renderers).flatMap(({ file }) => file ?? []),
  ...[JOURNAL, LOG, 'evidence', 'sonobuoy.tar.gz', 'pods', 'load.json'],
]);

/**
 * Makes sure that a directory holds no results and can be written, before a run begins that writes its own there: those of an earlier run
 * could pass for them. A directory that does not exist, or that contains other files, is fine. Nothing is removed: a wrongly named directory may be precious.
 * @param named how the command line names the directory.
 * @throws ShakedownError RESULTS_DIR_USED; RESULTS_DIR_UNUSABLE when it is no directory, or cannot be read or written.
 */
export async function assertNoResults(directory: string, named = '--results-dir'): Promise<void> {
  const names = await namesIn(directory, named);
  const results = names.filter((name) => WRITTEN.has(name)).toSorted();
  if (results.length === 0) return assertWritable(directory, named);
  throw new ShakedownError('RESULTS_DIR_USED', {
    meaning: 'usage',
    expected: 'a directory for the results of this run alone',
    seen: `${directory} has results of another run: ${results.join(', ')}`,
    todo: `name another directory with ${named}, or remove this one first`,
  });
}

async function namesIn(directory: string, named: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    const isFile = code === 'ENOTDIR' && existsSync(directory);
    throw isFile ? unusable(`${directory} is not a directory`, named) : unusable(messageOf(cause), named, cause);
  }
}

function assertWritable(directory: string, named: string): void {
  try {
    tryDirectory(directory);
  } catch (cause) {
    throw unusable(messageOf(cause), named, cause);
  }
}

function unusable(seen: string, named: string, cause?: unknown): ShakedownError {
  return new ShakedownError('RESULTS_DIR_UNUSABLE', {
    meaning: 'usage',
    expected: 'a directory for the results of this run',
    seen,
    todo: todoForPlace(cause, `name another directory with ${named}`),
    cause,
  });
}
