import type { Config } from '../config/schema.ts';
import { messageOf } from '../errors/shakedown-error.ts';
import type { Clock } from '../time/clock.ts';
import { archivedJournal } from './archived-journal.ts';

/**
 * Time from the beginning of one checkpoint to that of the next, in milliseconds: with a write that takes up to a second, what the archive has is
 * at most 5 s old.
 */
const EVERY = 4_000;
/** How long one may take, in milliseconds. */
const LIMIT = 60_000;
/** How long the last one may take, in milliseconds: the run has ended, and whoever stopped it waits. */
const LAST_LIMIT = 2_000;

/** The checkpoints of a run that goes on. */
export interface Checkpoints {
  /** Ends them with a last one; one that is under way is given up for it. */
  stop(): Promise<void>;
}

/** What checkpoints need. */
export interface CheckpointOptions {
  config: Config;
  /** The results directory of the run. */
  directory: string;
  clock: Clock;
  /** Receives the first error in a row; the run does not depend on checkpoints, and later ones are tried again. */
  onError: (message: string) => void;
}

/**
 * Puts the journal of a run into the archive every 4 s when it has grown, one after the other, and at the end: what was measured outlives the pod
 * that measures it. After one that takes longer, the next begins at once.
 */
export function keepCheckpoints({ config, directory, clock, onError }: CheckpointOptions): Checkpoints {
  const stopped = new AbortController();
  const running = (async () => {
    using journal = archivedJournal(config, directory);
    let isTold = false;
    const keep = async (signal: AbortSignal) => {
      try {
        await journal.keep(signal);
        isTold = false;
      } catch (error) {
        // One that is given up is followed by the last one.
        if (error === stopped.signal.reason) return;
        if (!isTold) onError(messageOf(error));
        isTold = true;
      }
    };
    let next = clock.now() + EVERY;
    while (await isOver(clock, next, stopped.signal)) {
      next = clock.now() + EVERY;
      await keep(AbortSignal.any([stopped.signal, AbortSignal.timeout(LIMIT)]));
    }
    await keep(AbortSignal.timeout(LAST_LIMIT));
  })();
  return {
    stop: async () => {
      stopped.abort();
      await running;
    },
  };
}

/** Waits until a time. @returns false when the signal fires first. */
async function isOver(clock: Clock, until: number, signal: AbortSignal): Promise<boolean> {
  return await clock.sleep(Math.max(0, until - clock.now()), signal).then(
    () => !signal.aborted,
    () => false,
  );
}
