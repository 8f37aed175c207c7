import { mkdirSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** How often a directory is tried that was absent or in the way: another process may create or remove those above it between two calls. */
const TRIES = 10;

/**
 * Creates a directory and those above it that do not exist. The recursive `mkdir` of Node tries forever where a file system refuses a
 * directory as if the one above it were missing (`/proc/x`).
 * @returns the directories that were created, the topmost first.
 * @throws the error of the operating system for the first directory that cannot be created.
 */
export function makeDirectory(directory: string): string[] {
  return whileOthersChangeIt(() => makeAll(resolve(directory)));
}

/**
 * Makes sure that files can be written into a directory that exists or can be created; nothing of it stays that is not used by another process.
 * @throws the error of the operating system.
 */
export function tryDirectory(directory: string): void {
  whileOthersChangeIt(() => {
    const made = makeAll(resolve(directory));
    afterFailure(made, () => rmdirSync(mkdtempSync(join(directory, '.shakedown-'))));
    remove(made);
  });
}

/** Calls a function again when a directory is absent or in the way, which is final only where nobody else changes it. */
function whileOthersChangeIt<T>(act: () => T): T {
  for (let tried = 1; ; tried += 1) {
    try {
      return act();
    } catch (error) {
      if (tried === TRIES || !['ENOENT', 'EEXIST'].includes(codeOf(error))) throw error;
    }
  }
}

function makeAll(path: string): string[] {
  const above = dirname(path);
  try {
    mkdirSync(path);
    return [path];
  } catch (error) {
    if (isDirectory(path)) return [];
    if (codeOf(error) !== 'ENOENT' || above === path) throw error;
  }
  const made = makeAll(above);
  return afterFailure(made, () => {
    try {
      mkdirSync(path);
      return [...made, path];
    } catch (error) {
      // Another process may have created it meanwhile.
      if (isDirectory(path)) return made;
      throw error;
    }
  });
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // What is wrong with the path is in the error of its creation.
    return false;
  }
}

/** The result of a function; if it fails, the directories that were made for it are removed, and its error is the one that counts. */
function afterFailure<T>(made: readonly string[], act: () => T): T {
  try {
    return act();
  } catch (error) {
    try {
      remove(made);
    } catch {
      // Why the directory cannot be used says more than why an empty one stays.
    }
    throw error;
  }
}

/** What the removal of a directory says that another process has removed or put something into. */
const IN_USE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTEMPTY', 'EEXIST']);

/** Removes directories, apart from those that another process uses or has removed. */
function remove(made: readonly string[]): void {
  for (const path of made.toReversed()) {
    try {
      rmdirSync(path);
    } catch (error) {
      if (!IN_USE.has(codeOf(error))) throw error;
    }
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
