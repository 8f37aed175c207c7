import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Includes the directories of Debian for programs that only root runs: without them in PATH, a shell does not find iptables. */
export const SYSTEM_DIRECTORIES = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/**
 * The first executable file with a name.
 * @param {string} name of a program, or an absolute path.
 * @param {string | undefined} path as in the variable PATH.
 * @param {string[]} more directories to search in addition.
 * @returns {string | undefined}
 */
export function findProgram(name, path, more = []) {
  const directories = [...(path ?? '').split(delimiter).filter(Boolean), ...more];
  const places = isAbsolute(name) ? [name] : directories.map((directory) => join(directory, name));
  return places.find(isExecutable);
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
