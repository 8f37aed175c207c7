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
  /**
   * Takes a lock for a part of a task that runs, and has no lock itself. Tasks that have not begun are behind it.
   * @param signal ends the wait for the lock.
   * @returns gives the lock back
   */
  hold(lock: string, signal: AbortSignal): Promise<() => void>;
  /**
   * Announces that a task will take a lock for a part of it: tasks that need the lock for all of their time do not begin before.
   * @returns ends this; it may be called more than once
   */
  announce(lock: string): () => void;
}

/**
 * Runs tasks, at most `limit` at once, and never two at once that share a lock.
 * A task takes all its locks at once or none, and holds one lock at a time for a part of it, so there is no deadlock. While a task waits, its locks
 * are reserved: a later task never takes one of them first, so every task runs eventually. Only parts of tasks that run go first: what a task
 * that has not begun waits for may be the end of that very task. Tasks with locks for all of their time come after the parts that are announced, so that
 * they run beside what those tasks do when they have had their part.
 */
export function scheduler(limit: number): Scheduler {
  const waiting: { task: Task; done: () => void }[] = [];
  const parts: { lock: string; take: () => void }[] = [];
  const announced = new Map<string, number>();
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
    for (const part of parts.filter(({ lock }) => !held.has(lock)))
      if (!held.has(part.lock)) {
        held.add(part.lock);
        parts.splice(parts.indexOf(part), 1);
        part.take();
      }
    const reserved = new Set<string>();
    for (let index = 0; index < waiting.length && running < limit;) {
      const { task, done } = waiting[index]!;
      const isFree = task.locks.every((lock) => !held.has(lock) && !reserved.has(lock) && !announced.get(lock));
      if (isFree) {
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
    hold: (lock, signal) =>
      new Promise((resolve, reject) => {
        const giveBack = () => {
          if (held.delete(lock)) startReady();
        };
        const leave = () => {
          parts.splice(parts.indexOf(part), 1);
          reject(signal.reason as Error);
        };
        const part = {
          lock,
          take: () => {
            signal.removeEventListener('abort', leave);
            resolve(giveBack);
          },
        };
        if (signal.aborted) return reject(signal.reason as Error);
        signal.addEventListener('abort', leave, { once: true });
        parts.push(part);
        startReady();
      }),
    announce: (lock) => {
      announced.set(lock, (announced.get(lock) ?? 0) + 1);
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        announced.set(lock, (announced.get(lock) ?? 0) - 1);
        startReady();
      };
    },
  };
}
