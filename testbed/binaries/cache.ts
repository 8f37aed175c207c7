import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where the testbed keeps what it builds: outside of the checkout, so that a fresh clone finds it again.
 * `SHAKEDOWN_CACHE`, or else `shakedown` in the user's cache directory.
 * @param environment whose variables count; the process's own by default.
 */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.SHAKEDOWN_CACHE) return environment.SHAKEDOWN_CACHE;
  return join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'shakedown');
}
