import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, ShakedownError } from '../../errors/shakedown-error.ts';
import type { ScriptFile } from '../../instruments/load/platform/script-bundle.ts';

/** A virtual environment of Python has this file at its top: its packages are for another machine. */
const OF_ENVIRONMENT = 'pyvenv.cfg';

/**
 * The files of a directory of scripts and of the directories in it, by their paths: `lib/cart.py`. Hidden files, Python's own files and virtual environments
 * are left out.
 * @throws ShakedownError LOAD_SCRIPTS_UNREADABLE when it does not exist or is not a directory, or contains what is neither a file nor a directory.
 */
export async function readScripts(directory: string): Promise<ScriptFile[]> {
  return await filesBelow(directory, '', []);
}

/** @param above the real paths of the directories that this one is in: a link to one of them would have no end. */
async function filesBelow(directory: string, inside: string, above: readonly string[]): Promise<ScriptFile[]> {
  const here = join(directory, inside);
  const names = await readdir(here).catch((error: unknown) => {
    throw unreadable(
      directory,
      inside === '' ? messageOf(error) : `${inside} cannot be read: ${messageOf(error)}`,
      error,
    );
  });
  if (inside !== '' && names.includes(OF_ENVIRONMENT)) return [];
  const way = [...above, await realpath(here)];
  const wanted = names.filter((name) => !name.startsWith('.') && name !== '__pycache__' && !name.endsWith('.pyc'));
  const files: ScriptFile[] = [];
  for (const file of wanted.toSorted()) {
    const name = inside === '' ? file : `${inside}/${file}`;
    const failed = (error: unknown) => {
      throw unreadable(directory, `${name} cannot be read: ${messageOf(error)}`, error);
    };
    // The target of a link counts.
    const entry = await stat(join(directory, name)).catch(failed);
    if (entry.isFile()) files.push({ name, content: await readFile(join(directory, name)).catch(failed) });
    else if (!entry.isDirectory()) throw unreadable(directory, `${name} is no file`);
    else if (way.includes(await realpath(join(directory, name))))
      throw unreadable(directory, `${name} is a link to a directory that it is in`);
    else files.push(...(await filesBelow(directory, name, way)));
  }
  return files;
}

function unreadable(directory: string, seen: string, cause?: unknown): ShakedownError {
  return new ShakedownError('LOAD_SCRIPTS_UNREADABLE', {
    meaning: 'usage',
    expected: 'a directory with Locust scripts in it',
    seen: `${directory}: ${seen}`,
    ...(cause === undefined ? {} : { cause }),
  });
}
