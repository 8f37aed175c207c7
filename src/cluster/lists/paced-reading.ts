import type { Clock } from '../../time/clock.ts';
import { ClusterError } from '../cluster-error.ts';
import { backOff } from '../transport/retry-policy.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 3_000;
/** Between tries of what waiting rarely mends: a right that is missing, a kind that is not served. */
const HOPELESS_PAUSE_MS = 10_000;

/**
 * A reading that many ask for: one at a time, shared by all who can use it, and after a failure not before a pause, however often
 * it is asked for.
 */
export class PacedReading {
  readonly #clock: Clock;
  readonly #read: (signal: AbortSignal) => Promise<void>;
  #underWay: { began: number; done: Promise<void> } | undefined;
  #queued: Promise<void> | undefined;
  #notBefore = Number.NEGATIVE_INFINITY;
  #failures = 0;
  /** When the last one that succeeded began; `undefined` before the first. */
  at: number | undefined;
  /** What the last one failed with. */
  trouble: Error | undefined;

  constructor(clock: Clock, read: (signal: AbortSignal) => Promise<void>) {
    this.#clock = clock;
    this.#read = read;
  }

  get isUnderWay(): boolean {
    return this.#underWay !== undefined;
  }

  /**
   * Resolves when a reading that began at `moment` or later is in.
   * @throws what it failed with.
   */
  async since(moment: number, signal: AbortSignal): Promise<void> {
    if (this.at !== undefined && this.at >= moment) return;
    if (!this.#underWay) return this.#start(signal);
    if (this.#underWay.began >= moment) return this.#underWay.done;
    this.#queued ??= this.#underWay.done
      .catch(() => {}) // its own callers hear of it
      .then(() => {
        this.#queued = undefined;
        return this.#underWay?.done ?? this.#start(signal);
      });
    return this.#queued;
  }

  #start(signal: AbortSignal): Promise<void> {
    // Until it begins it is younger than any moment that anyone can ask for.
    const reading = { began: Number.POSITIVE_INFINITY, done: Promise.resolve() };
    this.#underWay = reading;
    reading.done = this.#run(signal, () => (reading.began = this.#clock.now())).finally(
      () => (this.#underWay = undefined),
    );
    return reading.done;
  }

  async #run(signal: AbortSignal, begin: () => number): Promise<void> {
    const pause = this.#notBefore - this.#clock.now();
    if (pause > 0) await this.#clock.sleep(pause, signal);
    const began = begin();
    try {
      await this.#read(signal);
      this.at = began;
      this.#failures = 0;
      this.trouble = undefined;
    } catch (error) {
      if (signal.aborted) throw error;
      this.#failures += 1;
      this.trouble = error as Error;
      this.#notBefore = this.#clock.now() + pauseAfter(error, this.#failures);
      throw error;
    }
  }
}

/** How long to stay away after so many failures in a row, in milliseconds. */
export function pauseAfter(error: unknown, failures: number): number {
  const hopeless = error instanceof ClusterError && !error.transient;
  const pause = backOff(failures, FIRST_PAUSE_MS, hopeless ? HOPELESS_PAUSE_MS : LONGEST_PAUSE_MS, Math.random());
  return Math.max(pause, (error instanceof ClusterError && error.retryAfterMs) || 0);
}
