import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { ShakedownError } from '../errors/shakedown-error.ts';
import { nightSchema, type Night } from './night.ts';

/**
 * Reads the last night.
 * @returns `undefined` when there is no file.
 * @throws ShakedownError NIGHTLY_STATE when it is not one of this version: guessing could leave a cluster behind.
 */
export function readNight(path: string): Night | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return nightSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ShakedownError('NIGHTLY_STATE', {
      meaning: 'usage',
      expected: 'the state of the last night, as this version of shakedown nightly writes it',
      seen: `${path} has another content`,
      todo: `make sure that no cluster of an earlier night is left, then remove ${path}`,
      cause,
    });
  }
}

/** Replaces the file of the night, at once and as a whole: what was written is on the disk when this returns. */
export function writeNight(path: string, night: Night): void {
  const unfinished = `${path}.unfinished`;
  const file = openSync(unfinished, 'w', 0o644);
  try {
    writeSync(file, `${JSON.stringify(night, undefined, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(unfinished, path);
}
