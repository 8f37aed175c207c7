/**
 * Does something once, for all who ask for it. After a failure the next who asks has it tried again.
 * @param lasting tells of a failure that it is the answer for all who ask. @default none is
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
