import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, ShakedownError } from '../../errors/shakedown-error.ts';
import type { ScriptFile } from '../../instruments/load/platform/script-bundle.ts';

/**
 * The files of a directory of scripts. Hidden files and Python's own files are left out.
 * @throws ShakedownError LOAD_SCRIPTS_UNREADABLE when it does not exist or is not a directory, or contains directories, which a ConfigMap cannot.
 */
export async function readScripts(directory: string): Promise<ScriptFile[]> {
  const names = await readdir(directory).catch((error: unknown) => {
    throw unreadable(directory, messageOf(error), error);
  });
  const wanted = names.filter((name) => !name.startsWith('.') && name !== '__pycache__' && !name.endsWith('.pyc'));
  // The target of a link counts.
  const entries = await Promise.all(
    wanted.map((name) =>
      stat(join(directory, name)).then(
        (entry) => ({ name, entry }),
        (error: unknown) => {
          throw unreadable(directory, `${name} cannot be read: ${messageOf(error)}`, error);
        },
      ),
    ),
  );
  const inner = entries.flatMap(({ name, entry }) => (entry.isDirectory() ? [name] : [])).toSorted();
  if (inner.length > 0)
    throw unreadable(
      directory,
      `it holds the directories ${inner.join(', ')}; a ConfigMap has none: put all files into one directory`,
    );
  const other = entries.find(({ entry }) => !entry.isFile());
  if (other) throw unreadable(directory, `${other.name} is no file`);
  return await Promise.all(
    wanted.map(async (name) => ({
      name,
      content: await readFile(join(directory, name)).catch((error: unknown) => {
        throw unreadable(directory, `${name} cannot be read: ${messageOf(error)}`, error);
      }),
    })),
  );
}

function unreadable(directory: string, seen: string, cause?: unknown): ShakedownError {
  return new ShakedownError('LOAD_SCRIPTS_UNREADABLE', {
    meaning: 'usage',
    expected: 'a directory with Locust scripts in it',
    seen: `${directory}: ${seen}`,
    ...(cause === undefined ? {} : { cause }),
  });
}
