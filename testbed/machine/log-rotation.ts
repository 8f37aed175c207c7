import { copyFileSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

/** A log may become as long as this, in bytes, and its predecessor is kept. */
const LIMIT = 32 * 1024 * 1024;

/**
 * Empties logs that are too long, after copying each to `FILE.1`. Whoever writes them appends, and goes on at the start; lines written between the
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
