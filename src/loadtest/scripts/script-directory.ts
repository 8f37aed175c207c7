import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, ShakedownError } from '../../errors/shakedown-error.ts';
import { systemProblem } from '../../errors/system-error.ts';
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
    throw failed(here, error);
  });
  if (inside !== '' && names.includes(OF_ENVIRONMENT)) return [];
  const way = [...above, await realpath(here)];
  const wanted = names.filter((name) => !name.startsWith('.') && name !== '__pycache__' && !name.endsWith('.pyc'));
  const files: ScriptFile[] = [];
  for (const file of wanted.toSorted()) {
    const name = inside === '' ? file : `${inside}/${file}`;
    const path = join(directory, name);
    const fail = (error: unknown) => {
      throw failed(path, error);
    };
    // The target of a link counts.
    const entry = await stat(path).catch(fail);
    if (entry.isFile()) files.push({ name, content: await readFile(path).catch(fail) });
    else if (!entry.isDirectory())
      throw unreadable(`${path} is neither a file nor a directory`, 'remove it, or name another directory');
    else if (way.includes(await realpath(path)))
      throw unreadable(`${path} is a link to a directory that it is in`, 'remove the link, or name another directory');
    else files.push(...(await filesBelow(directory, name, way)));
  }
  return files;
}

function failed(path: string, error: unknown): ShakedownError {
  const todo = systemProblem(error, path)?.todo ?? 'name another directory';
  return unreadable(messageOf(error, path), todo, error);
}

function unreadable(seen: string, todo: string, cause?: unknown): ShakedownError {
  return new ShakedownError('LOAD_SCRIPTS_UNREADABLE', {
    meaning: 'usage',
    expected: 'a directory with Locust scripts in it',
    seen,
    todo,
    ...(cause === undefined ? {} : { cause }),
  });
}
