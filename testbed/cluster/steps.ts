/** A part of bringing a cluster up. */
export interface Step {
  name: string;
  /** The steps that have to be done before this one starts. */
  after: readonly string[];
  run(): Promise<void>;
}

/**
 * Runs steps in parallel, each as soon as the steps before it are done. When one fails, no other step starts. The first failure is thrown
 * after the running steps have ended.
 * @throws Error when a step comes after one that does not exist, or after itself.
 */
export async function runSteps(steps: readonly Step[], onDone: (name: string) => void = () => {}): Promise<void> {
  checkOrder(steps);
  const running = new Map<string, Promise<boolean>>();
  let failure: { thrown: unknown } | undefined;
  const start = (step: Step): Promise<boolean> => {
    const before = step.after.map((name) => begun(name));
    return Promise.all(before).then(async (done) => {
      if (failure || done.includes(false)) return false;
      try {
        await step.run();
        onDone(step.name);
        return true;
      } catch (thrown) {
        failure ??= { thrown };
        return false;
      }
    });
  };
  const begun = (name: string): Promise<boolean> => {
    const known = running.get(name);
    if (known) return known;
    const promise = start(steps.find((step) => step.name === name)!);
    running.set(name, promise);
    return promise;
  };
  await Promise.all(steps.map(({ name }) => begun(name)));
  if (failure) throw failure.thrown;
}

function checkOrder(steps: readonly Step[]): void {
  const done = new Set<string>();
  let left = [...steps];
  while (left.length > 0) {
    const next = left.filter(({ after }) => after.every((name) => done.has(name)));
    if (next.length === 0)
      throw new Error(
        `steps that can never start: ${left.map(({ name, after }) => `${name} after ${after.join(', ')}`).join('; ')}`,
      );
    for (const { name } of next) done.add(name);
    left = left.filter((step) => !next.includes(step));
  }
}
