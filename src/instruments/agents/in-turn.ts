/** Runs work when there is room for it; the others wait and start in the order of their arrival. */
export type InTurn = <T>(weight: number, work: () => Promise<T>) => Promise<T>;

/**
 * Limits how much work runs in parallel, by its weight. Work that weighs more than there is room for runs alone.
 * @example
 * const inTurn = inTurnUpTo(20_000);
 * await inTurn(connections.length, () => connectAll(connections));
 */
export function inTurnUpTo(most: number): InTurn {
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
    try {
      return await work();
    } finally {
      running -= weight;
      startNext();
    }
  };
}
