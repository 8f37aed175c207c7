/** Runs work when there is room for it; the others wait and start in the order of their arrival. */
export type InTurn = <T>(weight: number, work: () => Promise<T>) => Promise<T>;

/** For how long work counts, in milliseconds from its start, however soon or late it ends. */
export interface CountedFor {
  /** @default 0 */
  leastMs?: number;
  /** @default until it ends */
  mostMs?: number;
}

/**
 * Limits how much work runs in parallel, by its weight. Work that weighs more than there is room for runs alone.
 * @param countedFor with a second at least, about `most` is started in a second.
 * @example
 * const inTurn = inTurnUpTo(20_000);
 * await inTurn(connections.length, () => connectAll(connections));
 */
export function inTurnUpTo(most: number, { leastMs = 0, mostMs }: CountedFor = {}): InTurn {
  let running = 0;
  const waiting: { weight: number; start: () => void }[] = [];
  const startNext = () => {
    for (let next = waiting[0]; next && (running === 0 || running + next.weight <= most); next = waiting[0]) {
      waiting.shift();
      running += next.weight;
      next.start();
    }
  };
  return async (weight, work) => {
    await new Promise<void>((start) => {
      waiting.push({ weight, start });
      startNext();
    });
    const begun = performance.now();
    let counts = true;
    const end = () => {
      if (!counts) return;
      counts = false;
      running -= weight;
      startNext();
    };
    // Timers must not keep the process alive.
    const timer = mostMs === undefined ? undefined : setTimeout(end, mostMs).unref();
    try {
      return await work();
    } finally {
      const leftMs = begun + leastMs - performance.now();
      if (leftMs > 0) setTimeout(end, leftMs).unref();
      else end();
      if (leftMs <= 0) clearTimeout(timer);
    }
  };
}

/** The same for each of many subjects by itself, such as nodes. */
export type InTurnByKey = <T>(of: { key: string; most: number; weight: number }, work: () => Promise<T>) => Promise<T>;

/** Limits how much work runs in parallel of each key, as {@link inTurnUpTo}; the limits of keys that are not used are forgotten. */
export function inTurnByKey(countedFor: CountedFor = {}): InTurnByKey {
  const used = new Map<string, { inTurn: InTurn; users: number }>();
  return async ({ key, most, weight }, work) => {
    const own = used.get(key) ?? { inTurn: inTurnUpTo(most, countedFor), users: 0 };
    used.set(key, own);
    own.users += 1;
    const leave = () => {
      own.users -= 1;
      if (own.users === 0) used.delete(key);
    };
    try {
      return await own.inTurn(weight, work);
    } finally {
      const { leastMs = 0 } = countedFor;
      if (leastMs > 0) setTimeout(leave, leastMs).unref();
      else leave();
    }
  };
}
