/**
 * Calls back after a time, and after all events that have happened by then: to a process that had no CPU meanwhile, an answer that the kernel has
 * long received would otherwise seem to be missing.
 * @returns ends it
 */
export function later(ms: number, then: () => void): () => void {
  let immediate: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => (immediate = setImmediate(then)), ms);
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
}
