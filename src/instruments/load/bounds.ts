import type { Config } from '../../config/schema.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { milliseconds, formatDuration } from '../../time/duration.ts';
import type { LoadProfile } from './profile.ts';

/** The largest load that the configuration allows, so that no load runs endlessly or overloads a target by accident. */
export interface LoadBounds {
  workers: number;
  users: number;
  /** Requests per second. */
  rate: number;
  seconds: number;
}

/** The bounds of the configuration. */
export function boundsOf({ load }: Config): LoadBounds {
  const { workers, users, rate, duration } = load.bounds;
  return { workers, users, rate, seconds: milliseconds(duration) / 1_000 };
}

/** The bounds that a load breaks, each as one sentence. */
export function brokenBounds(
  { workers, users, rate, seconds }: Pick<LoadProfile, 'workers' | 'users' | 'rate' | 'seconds'>,
  bounds: LoadBounds,
): string[] {
  const broken: string[] = [];
  if (workers > bounds.workers)
    broken.push(`${workers} workers, at most ${bounds.workers} are allowed (load.bounds.workers)`);
  if (users > bounds.users) broken.push(`${users} users, at most ${bounds.users} are allowed (load.bounds.users)`);
  if (rate > bounds.rate)
    broken.push(`${rate} requests per second, at most ${bounds.rate} are allowed (load.bounds.rate)`);
  if (seconds > bounds.seconds)
    broken.push(
      `${formatDuration(seconds)} of load, at most ${formatDuration(bounds.seconds)} are allowed (load.bounds.duration)`,
    );
  return broken;
}

/** @throws ShakedownError LOAD_OUT_OF_BOUNDS with every bound that is broken. */
export function refuseOutOfBounds(load: Parameters<typeof brokenBounds>[0], bounds: LoadBounds): void {
  const broken = brokenBounds(load, bounds);
  if (broken.length > 0)
    throw new ShakedownError('LOAD_OUT_OF_BOUNDS', {
      meaning: 'usage',
      expected: 'a load within the bounds of the configuration',
      seen: broken.join('\n'),
      todo: 'request less, or have the owner of the configuration raise the bound',
    });
}
