import type { Clock } from '../../src/time/clock.ts';

/** How many connections an agent may open. */
export interface Pace {
  perSecond: number;
  inAll: number;
}

/** Whose turn it is to open a connection. */
export interface Turns {
  /** Waits for the turn of the next connection; `false` when as many were opened as may be in all. */
  next(): Promise<boolean>;
  /** Takes a turn without waiting, for a connection that has its own time: those that wait are opened later. `false` as for `next`. */
  atOnce(): boolean;
}

/**
 * Spaces the connections of one agent evenly, over all calls: a node that opens many at once fills its table of connections, and that drops
 * the traffic of others.
 */
export function paced({ perSecond, inAll }: Pace, clock: Clock): Turns {
  let opened = 0;
  let free = clock.now();
  const take = (): number | undefined => {
    if (opened >= inAll) return undefined;
    opened += 1;
    const at = Math.max(free, clock.now());
    free = at + 1_000 / perSecond;
    return at;
  };
  return {
    next: async () => {
      const at = take();
      if (at === undefined) return false;
      const wait = at - clock.now();
      if (wait > 0) await clock.sleep(wait);
      return true;
    },
    atOnce: () => take() !== undefined,
  };
}
