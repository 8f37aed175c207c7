import type { Clock } from '../../time/clock.ts';

/**
 * Before the time of a check is over, its wait ends, and explains itself by reading pods and events. A check with less time left is in its
 * final stretch, in milliseconds.
 */
const STRETCH = 20_000;

/** How long is waited for it at most, in milliseconds: a check may itself wait for a lock that is held meanwhile. */
const LONGEST = 30_000;

/** How often is looked whether any is left, in milliseconds. */
const LOOK = 200;

/** Knows which checks are about to be judged: what is not a judgement has to wait for them. */
export interface FinalStretch {
  /** @param remaining how much time the check has left, in milliseconds. */
  begin(id: string, remaining: () => number): void;
  end(id: string): void;
  /** Resolves when no check is in its final stretch, after half a minute, or when the signal fires. */
  over(signal: AbortSignal): Promise<void>;
}

/** The final stretches of the checks of a run. */
export function finalStretch(clock: Clock): FinalStretch {
  const running = new Map<string, () => number>();
  return {
    begin: (id, remaining) => void running.set(id, remaining),
    end: (id) => void running.delete(id),
    over: async (signal) => {
      // A check that ignores its end is abandoned later; it is no longer judged by what it reads.
      const isJudged = (left: number) => left > 0 && left < STRETCH;
      const until = clock.now() + LONGEST;
      const isBusy = () => clock.now() < until && [...running.values()].some((remaining) => isJudged(remaining()));
      while (!signal.aborted && isBusy()) await clock.sleep(LOOK, signal).catch(() => {});
    },
  };
}
