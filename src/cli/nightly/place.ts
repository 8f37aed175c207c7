import { join } from 'node:path';

/** The directory of runs: earlier ones, which the run of the night is compared with, and its own. */
export const RUNS = 'results';

/** What nights leave: their state, their lock, the output of their commands. */
export const NIGHTS = join(RUNS, '.nightly');

/** The last night, as far as it is. */
export const STATE = join(NIGHTS, 'night.json');

/** Held while a night goes on. */
export const LOCK = join(NIGHTS, 'lock');

/** The directory of one night. */
export function nightDirectory(id: string): string {
  return join(NIGHTS, id);
}
