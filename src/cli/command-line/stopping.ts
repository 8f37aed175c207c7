/** The command was stopped by a signal: the reason of the signal that {@link stopOnSignals} returns. */
export class Stopped extends Error {}

/** One Ctrl-C may reach a program more than once, because its parents pass it on; the second one of a person comes later than this. */
const ECHO_MS = 1_000;

/**
 * Makes SIGINT and SIGTERM end a command with its clean-up; a second one ends it at once.
 * @returns the signal that then fires, and a function that stops listening.
 */
export function stopOnSignals(): { signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  let first = 0;
  const stop = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      if (performance.now() - first < ECHO_MS) return;
      process.exit(name === 'SIGINT' ? 130 : 143);
    }
    first = performance.now();
    process.stderr.write(`\n${name}: ending in order; once more ends at once, and may leave objects in the cluster\n`);
    controller.abort(new Stopped(`it was stopped by ${name}`));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => void process.off('SIGINT', stop).off('SIGTERM', stop),
  };
}
