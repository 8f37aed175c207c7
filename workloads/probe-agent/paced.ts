import type { Clock } from '../../src/time/clock.ts';

/** How many connections an agent may open. */
export interface Pace {
  perSecond: number;
  inAll: number;
}

/**
 * Spaces the connections of one agent evenly, over all calls: a node that opens many at once fills its table of connections, and that drops
 * the traffic of others.
 * @returns waits for the turn of the next connection; `false` when as many were opened as may be in all.
 */
export function paced({ perSecond, inAll }: Pace, clock: Clock): () => Promise<boolean> {
  let opened = 0;
  let free = clock.now();
  return async () => {
    if (opened >= inAll) return false;
    opened += 1;
    const at = Math.max(free, clock.now());
    free = at + 1_000 / perSecond;
    const wait = at - clock.now();
    if (wait > 0) await clock.sleep(wait);
    return true;
  };
}
