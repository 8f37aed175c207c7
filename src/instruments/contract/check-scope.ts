import type { ObjectId } from '../../cluster/kinds/kind.ts';
import type { ClusterPart } from '../../config/sections/required.ts';
import type { WaitObserver } from '../../conditions/waiting/wait-observer.ts';
import { allUsed, type Uses } from './uses.ts';

/** What an instrument knows about the check that uses it. */
export interface CheckScope {
  /** Everything that the check names in `uses`, with everything that those use. */
  readonly uses: ReadonlySet<Uses>;
  /** The object that the check is about, if there is one: it existed when the run began. */
  subject?: ObjectId | undefined;
  /** How long a wait may still take, in milliseconds: the remaining time of the check, less the time to report what was last seen. */
  remaining(): number;
  /**
   * Does something that takes time. If the check times out meanwhile, its error names this wait. The check's signal is only available
   * here, so that every wait has a title.
   * @param title what is waited for, as a sentence without the instrument: `3 workers of load-cycle are connected`.
   * @param work gets the signal that fires when the time of the check, or of the run, is over. Clean-up must not use it: it has its own
   * deadline.
   */
  waiting<T>(title: string, work: (signal: AbortSignal, observe?: WaitObserver) => Promise<T>): Promise<T>;
  /**
   * Ends the check as skipped: it does not apply here, according to a fact that was read.
   * @throws always
   */
  skip(reason: string): never;
  /**
   * Ends the check as skipped and not covered: an image or a setting is missing in the configuration.
   * @throws always
   */
  leaveOut(reason: string): never;
  /**
   * Ends the check because the cluster does not have what it is about: as skipped, or as failed where the configuration requires the part.
   * @param fact what was looked for, and where: `no Service has the labels of a Prometheus`.
   * @throws always
   */
  absent(part: ClusterPart, fact: string): never;
}

/**
 * A scope without a check, for tests and benchmarks that use an instrument directly.
 * @param uses what the check would name. @default nothing
 */
export function outsideOfChecks(signal: AbortSignal, uses: readonly Uses[] = []): CheckScope {
  const end = (reason: string): never => {
    throw new Error(reason);
  };
  return {
    uses: allUsed(uses),
    remaining: () => Number.POSITIVE_INFINITY,
    waiting: (_title, work) => work(signal),
    skip: end,
    leaveOut: end,
    absent: (_part, fact) => end(fact),
  };
}
