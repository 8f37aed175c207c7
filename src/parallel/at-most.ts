/**
 * Limits the number of jobs that run in parallel; the others wait and start in the order of their arrival.
 * @example
 * const limited = atMost(64);
 * await Promise.all(targets.map((target) => limited(() => connectTo(target))));
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
      // The slot goes directly to the next job in the queue, so that no other job can take it.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
