/** The command was stopped by a signal: the reason of the signal that {@link stopOnSignals} returns. */
export class Stopped extends Error {}

/** One Ctrl-C may reach a program more than once, because its parents pass it on; the second one of a person comes later than this. */
const ECHO_MS = 1_000;

/** How a command is stopped. */
export interface StopOptions {
  /**
   * Whether the same signal, sent once more, ends the command at once. Where it does not, no SIGINT and no SIGTERM ends it before its end: what it has
   * to do after a stop is more than its own clean-up.
   * @default true
   */
  isHasty?: boolean;
}

/**
 * Makes SIGINT and SIGTERM end a command with its clean-up. The same signal once more ends it at once; another one does not: CI systems and
 * Kubernetes send SIGTERM after SIGINT by themselves, which is no second wish of a person.
 * @returns the signal that then fires, and a function that stops listening.
 */
export function stopOnSignals({ isHasty = true }: StopOptions = {}): { signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const last = new Map<NodeJS.Signals, number>();
  const stop = (name: NodeJS.Signals) => {
    const before = last.get(name);
    const now = performance.now();
    if (before !== undefined && now - before < ECHO_MS) return;
    last.set(name, now);
    if (isHasty && before !== undefined) process.exit(name === 'SIGINT' ? 130 : 143);
    process.stderr.write(`\n${name}: ${ending(controller.signal.aborted, isHasty)}\n`);
    controller.abort(new Stopped(`it was stopped by ${name}`));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => void process.off('SIGINT', stop).off('SIGTERM', stop),
  };
}

function ending(isAgain: boolean, isHasty: boolean): string {
  const order = isAgain ? 'it is ending in order' : 'ending in order';
  return isHasty
    ? `${order}; the same signal once more ends at once, and may leave objects in the cluster`
    : `${order}, with the deletion of the cluster; no further SIGINT or SIGTERM ends it before`;
}
