import type { Clock } from './clock.ts';

/** A clock for tests that moves only when the test advances it: for tests of what must not happen too early. */
export interface HandClock extends Clock {
  /** Advances the clock. Sleeps that are over by then end one after the other; after each, the code that waited for it continues. */
  advance(ms: number): Promise<void>;
}

/** @param start the calendar time at `now() === 0`. */
export function handClock(start = new Date('2026-01-01T00:00:00Z')): HandClock {
  let hand = 0;
  const sleepers = new Set<{ until: number; wake: () => void }>();
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => hand,
    date: () => new Date(start.getTime() + hand),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const sleeper = { until: hand + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(signal.reason as Error);
        });
      }),
    advance: async (ms) => {
      const end = hand + ms;
      for (;;) {
        await settled();
        const [next] = [...sleepers].sort((a, b) => a.until - b.until);
        if (!next || next.until > end) break;
        hand = next.until;
        sleepers.delete(next);
        next.wake();
      }
      hand = end;
      await settled();
    },
  };
}
