import { mkdirSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * Creates a directory and those above it that do not exist. The recursive `mkdir` of Node tries forever where a file system refuses a
 * directory as if the one above it were missing (`/proc/x`).
 * @returns the directories that were created, the topmost first.
 * @throws the error of the operating system for the first directory that cannot be created.
 */
export function makeDirectory(directory: string): string[] {
  const path = resolve(directory);
  const above = dirname(path);
  try {
    mkdirSync(path);
    return [path];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (isDirectory(path)) return [];
    if (code !== 'ENOENT' || above === path) throw error;
  }
  const made = makeDirectory(above);
  try {
    mkdirSync(path);
    return [...made, path];
  } catch (error) {
    // Another process may have created it meanwhile.
    if (isDirectory(path)) return made;
    remove(made);
    throw error;
  }
}

/**
 * Makes sure that files can be written into a directory that exists or can be created; nothing of it stays.
 * @throws the error of the operating system.
 */
export function tryDirectory(directory: string): void {
  const made = makeDirectory(directory);
  try {
    rmdirSync(mkdtempSync(join(directory, '.shakedown-')));
  } finally {
    remove(made);
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // What is wrong with the path is in the error of its creation.
    return false;
  }
}

/** Removes directories that nobody has put anything into. */
function remove(made: readonly string[]): void {
  for (const path of made.toReversed()) rmdirSync(path);
}
