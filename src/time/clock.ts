import { setTimeout as delay } from 'node:timers/promises';

/** Time as the suite sees it. Injected wherever something waits, so that tests live through minutes in microseconds. */
export interface Clock {
  /** Milliseconds on a clock that never steps back; only differences mean something. */
  now(): number;
  /** The calendar's time, for what people and other machines read. */
  date(): Date;
  /** Resolves after `ms`; rejects with the signal's reason when that fires first. */
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
 * A clock for tests whose hand jumps to the end of every sleep.
 * @param start where the calendar stands at `now() === 0`.
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
