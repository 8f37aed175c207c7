import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The directory for what the testbed builds: outside of the checkout, so that a new clone finds it again.
 * `SHAKEDOWN_CACHE`, or else `shakedown` in the user's cache directory.
 * @param environment the variables to read; those of this process by default.
 */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.SHAKEDOWN_CACHE) return environment.SHAKEDOWN_CACHE;
  return join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'shakedown');
}
