/** Something to do once, with the locks that it needs. */
export interface Task {
  readonly locks: readonly string[];
  /** Never rejects. */
  run(): Promise<void>;
}

/** Starts tasks as soon as their locks and the limit allow. */
export interface Scheduler {
  /** Puts a task at the end of the queue. Resolves when it is done. */
  add(task: Task): Promise<void>;
}

/**
 * Runs tasks, at most `limit` at once, and never two at once that share a lock.
 * A task takes all its locks at once or none, so there is no deadlock. While it waits, its locks are reserved: a later task never takes one
 * of them first, so every task runs eventually.
 */
export function scheduler(limit: number): Scheduler {
  const waiting: { task: Task; done: () => void }[] = [];
  const held = new Set<string>();
  let running = 0;

  const start = async (task: Task, done: () => void) => {
    running += 1;
    task.locks.forEach((lock) => held.add(lock));
    await task.run();
    running -= 1;
    task.locks.forEach((lock) => held.delete(lock));
    done();
    startReady();
  };

  const startReady = () => {
    const reserved = new Set<string>();
    for (let index = 0; index < waiting.length && running < limit;) {
      const { task, done } = waiting[index]!;
      const free = task.locks.every((lock) => !held.has(lock) && !reserved.has(lock));
      if (free) {
        waiting.splice(index, 1);
        void start(task, done);
      } else {
        task.locks.forEach((lock) => reserved.add(lock));
        index += 1;
      }
    }
  };

  return {
    add: (task) =>
      new Promise((resolve) => {
        waiting.push({ task, done: resolve });
        startReady();
      }),
  };
}
