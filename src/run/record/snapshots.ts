import type { Clock } from '../../time/clock.ts';

/** Keeps files up to date without writing them for each event. */
export interface Snapshots {
  /** Something has changed; the files follow within about a second. */
  changed(): void;
  /** Ends, without another write. */
  stop(): Promise<void>;
}

/** From this time on a snapshot is expensive, in milliseconds: while one is rendered, nothing else of the run goes on. */
const EXPENSIVE_MS = 1_000;

/**
 * Calls `write` at most once a second, and never for more than a tenth of the time, or a fiftieth if it is expensive: with thousands of
 * tests a snapshot takes long. The journal has each fact at once, so a killed run loses nothing by a late snapshot.
 * @param write is tried again when it fails.
 */
export function snapshots(write: () => Promise<void>, clock: Clock): Snapshots {
  const ending = new AbortController();
  let dirty = false;
  let loop: Promise<void> | undefined;
  const rounds = async () => {
    while (dirty && !ending.signal.aborted) {
      dirty = false;
      const start = clock.now();
      // A full disk may have room again a second later; only the last write, which is done elsewhere, must succeed.
      await write().catch(() => {
        dirty = true;
      });
      const took = clock.now() - start;
      const pause = took * (took < EXPENSIVE_MS ? 10 : 50);
      await clock.sleep(Math.max(1_000, pause), ending.signal).catch(() => {});
    }
    loop = undefined;
  };
  return {
    changed: () => {
      dirty = true;
      loop ??= rounds();
    },
    stop: async () => {
      ending.abort();
      await loop;
    },
  };
}
