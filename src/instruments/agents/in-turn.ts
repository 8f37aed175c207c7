/** Runs work when there is room for it; the others wait and start in the order of their arrival. */
export type InTurn = <T>(weight: number, work: () => Promise<T>) => Promise<T>;

/**
 * Limits how much work runs in parallel, by its weight. Work that weighs more than there is room for runs alone.
 * @param restMs for how long work still counts after it has ended, in milliseconds. With a second, no more than `most` is done in any second.
 * @example
 * const inTurn = inTurnUpTo(20_000);
 * await inTurn(connections.length, () => connectAll(connections));
 */
export function inTurnUpTo(most: number, restMs = 0): InTurn {
  let running = 0;
  const waiting: { weight: number; start: () => void }[] = [];
  const startNext = () => {
    for (let next = waiting[0]; next && (running === 0 || running + next.weight <= most); next = waiting[0]) {
      waiting.shift();
      running += next.weight;
      next.start();
    }
  };
  const end = (weight: number) => {
    running -= weight;
    startNext();
  };
  return async (weight, work) => {
    await new Promise<void>((start) => {
      waiting.push({ weight, start });
      startNext();
    });
    try {
      return await work();
    } finally {
      // It must not keep the process alive.
      if (restMs > 0) setTimeout(() => end(weight), restMs).unref();
      else end(weight);
    }
  };
}

/** The same for each of many subjects by itself, such as nodes. */
export type InTurnByKey = <T>(of: { key: string; most: number; weight: number }, work: () => Promise<T>) => Promise<T>;

/**
 * Limits how much work runs in parallel of each key; the limits of keys that are not used are forgotten.
 * @param restMs as of {@link inTurnUpTo}
 */
export function inTurnByKey(restMs = 0): InTurnByKey {
  const used = new Map<string, { inTurn: InTurn; users: number }>();
  return async ({ key, most, weight }, work) => {
    const own = used.get(key) ?? { inTurn: inTurnUpTo(most, restMs), users: 0 };
    used.set(key, own);
    own.users += 1;
    const leave = () => {
      own.users -= 1;
      if (own.users === 0) used.delete(key);
    };
    try {
      return await own.inTurn(weight, work);
    } finally {
      if (restMs > 0) setTimeout(leave, restMs).unref();
      else leave();
    }
  };
}
