import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
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

/** How many bytes of a program are looked at. */
const BEGINNING = 128;

/**
 * Whether a file is a text without `#!`. The kernel does not execute it, and neither does kubectl; Node would have a shell read it, as the C library does
 * (execvp). What is no text is left to the kernel: it may know its format (binfmt_misc).
 */
export function isScriptWithoutInterpreter(file: string): boolean {
  if (process.platform === 'win32') return false;
  let beginning: Buffer;
  try {
    const opened = openSync(file, 'r');
    beginning = Buffer.alloc(BEGINNING);
    beginning = beginning.subarray(0, readSync(opened, beginning, 0, BEGINNING, 0));
    closeSync(opened);
  } catch {
    return false; // a program may be executable without being readable
  }
  return !beginning.subarray(0, 2).equals(Buffer.from('#!')) && !beginning.includes(0);
}
