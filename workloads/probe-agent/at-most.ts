/**
 * Lets at most so many jobs run at once; the others wait their turn, first come first served.
 * @example
 * const turn = atMost(64);
 * await Promise.all(targets.map((target) => turn(() => connectTo(target))));
 */
export function atMost(limit: number): <T>(job: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (job) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await job();
    } finally {
      // The place goes to the next in line without becoming free, so that nobody slips in between.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
