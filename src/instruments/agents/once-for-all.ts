/**
 * Does something once for all callers. After a failure the next caller starts it again.
 * @param lasting whether a failure is final for all callers. @default none is
 */
export function onceForAll<T>(work: () => Promise<T>, lasting: (error: unknown) => boolean = () => false) {
  let shared: Promise<T> | undefined;
  return (): Promise<T> => {
    if (shared) return shared;
    const begun = work();
    shared = begun;
    begun.catch((error: unknown) => {
      if (!lasting(error)) shared = undefined;
    });
    return begun;
  };
}
