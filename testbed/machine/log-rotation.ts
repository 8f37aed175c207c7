import { copyFileSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

/** The maximum length of a log, in bytes. One predecessor is kept. */
const LIMIT = 32 * 1024 * 1024;

/**
 * Empties logs that are too long, after copying each to `FILE.1`. Their writers append, and continue at the start of the file; lines written between the
 * two steps are lost.
 */
export function rotateLogs(directory: string, limit = LIMIT): void {
  for (const name of readdirSync(directory)) {
    const file = join(directory, name);
    if (name.endsWith('.1') || statSync(file).size <= limit) continue;
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
  }
}
