import { ShakedownError } from '../../../errors/shakedown-error.ts';
import { pathProblem } from './script-names.ts';

/** A script, or another file next to the scripts. */
export interface ScriptFile {
  /** Its path below the directory of the scripts: `buy.py`, `lib/cart.py`. */
  name: string;
  content: Buffer;
}

/** The bytes of files in one ConfigMap: the API server allows 1 MiB of data, of which some is kept for names and metadata. */
export const CONFIG_MAP_BYTES = 1_000_000;
/** The maximum number of ConfigMaps: a larger directory is not a collection of scripts. */
const MOST_PARTS = 8;

/**
 * Distributes the files of a directory, in the order of their names, over as few ConfigMaps as possible.
 * @param directory for messages.
 * @throws ShakedownError LOAD_SCRIPTS_INVALID when there is no script, or with all names and sizes that a ConfigMap does not accept.
 */
export function bundle(files: readonly ScriptFile[], directory: string): ScriptFile[][] {
  const problems = files.flatMap(({ name, content }) => {
    const problem = pathProblem(name);
    if (problem !== undefined) return [`the name of a file ${problem}`];
    if (content.length > CONFIG_MAP_BYTES)
      return [
        `${name} has ${content.length} bytes; a ConfigMap holds ${CONFIG_MAP_BYTES}: put large data into the image`,
      ];
    return [];
  });
  if (problems.length > 0) throw invalid(directory, problems.join('\n'));
  if (!files.some(({ name }) => name.endsWith('.py')))
    throw invalid(directory, files.length === 0 ? 'it is empty' : `none of its ${files.length} files ends in .py`);
  const parts = fill([...files].sort((a, b) => (a.name < b.name ? -1 : 1)));
  if (parts.length > MOST_PARTS)
    throw invalid(
      directory,
      `its files fill ${parts.length} ConfigMaps; at most ${MOST_PARTS} are used: put large data into the image`,
    );
  return parts;
}

function fill(files: readonly ScriptFile[]): ScriptFile[][] {
  const parts: ScriptFile[][] = [];
  let room = 0;
  for (const file of files) {
    const bytes = file.content.length + file.name.length;
    if (parts.length === 0 || bytes > room) {
      parts.push([]);
      room = CONFIG_MAP_BYTES;
    }
    parts.at(-1)?.push(file);
    room -= bytes;
  }
  return parts;
}

function invalid(directory: string, seen: string): ShakedownError {
  return new ShakedownError('LOAD_SCRIPTS_INVALID', {
    meaning: 'usage',
    expected: 'a directory of Locust scripts that ConfigMaps can hold',
    seen: `${directory}: ${seen}`,
  });
}
