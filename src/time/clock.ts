import { setTimeout as delay } from 'node:timers/promises';

/** The source of time. It is injected wherever something waits, so that tests pass minutes in microseconds. */
export interface Clock {
  /** Milliseconds on a clock that never steps back; only the difference between two readings has a meaning. */
  now(): number;
  /** Calendar time, for texts that people and other machines read. */
  date(): Date;
  /** Resolves after `ms`; rejects with the signal's reason when the signal fires first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => new Date(),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, signal ? { signal } : {});
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    }
  },
};

/**
 * A clock for tests: each sleep ends at once and advances the clock by its length.
 * @param start the calendar time at `now() === 0`.
 */
export function jumpingClock(start = new Date('2026-01-01T00:00:00Z')): Clock {
  let hand = 0;
  return {
    now: () => hand,
    date: () => new Date(start.getTime() + hand),
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      hand += ms;
    },
  };
}
