import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/**
 * The program of a command: a path as it is, a name by PATH; directories in it that are relative are left out, as Go does (os/exec, LookPath).
 * @returns undefined when there is none that may be executed.
 */
export function findCommand(command: string, path: string | undefined): string | undefined {
  if (command.includes('/')) return isProgram(command) ? command : undefined;
  return (path ?? '')
    .split(delimiter)
    .filter(isAbsolute)
    .map((directory) => join(directory, command))
    .find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false; // it does not exist, or may not be executed: the caller says so
  }
}
