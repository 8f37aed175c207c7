import type { WaitObserver } from '../../conditions/waiting/wait-observer.ts';

/** One check, as an instrument sees it. */
export interface CheckScope {
  /** How long a wait may still take, in milliseconds: what the check has left, without what it takes to say what was last seen. */
  remaining(): number;
  /**
   * Does something that takes time. A check that is overdue meanwhile names it as what it still waits for. There is no other way to
   * the check's signal, so that no wait is without a name.
   * @param title what is to come about, as a sentence without the instrument: `3 workers of load-cycle are connected`.
   * @param work is given the signal that fires when the check's time, or the run's, is over. Clean-up does not end with it: it has a
   * deadline of its own. A wait for a condition hands on the observer, so that people see while it lasts what is missing, and why.
   */
  waiting<T>(title: string, work: (signal: AbortSignal, observe?: WaitObserver) => Promise<T>): Promise<T>;
  /**
   * Ends the check as skipped: it does not apply here, by a fact that was read.
   * @throws always
   */
  skip(reason: string): never;
}

/** A scope where there is no check, for tests and benchmarks that use an instrument by itself. */
export function outsideOfChecks(signal: AbortSignal): CheckScope {
  return {
    remaining: () => Number.POSITIVE_INFINITY,
    waiting: (_title, work) => work(signal),
    skip: (reason) => {
      throw new Error(reason);
    },
  };
}
