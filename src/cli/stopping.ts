/**
 * Lets SIGINT and SIGTERM end a command in order; a second one ends it at once.
 * @returns the signal that then fires, and how to stop listening.
 */
export function stopOnSignals(): { signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const stop = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(name === 'SIGINT' ? 130 : 143);
    process.stderr.write(`\n${name}: ending in order; once more ends at once, and may leave objects in the cluster\n`);
    controller.abort(new Error(`it was stopped by ${name}`));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => void process.off('SIGINT', stop).off('SIGTERM', stop),
  };
}
