import type { Clock } from '../../time/clock.ts';
import { ClusterError } from '../cluster-error.ts';
import { backOff } from '../transport/retry-policy.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 3_000;
/** The pause after an error that waiting rarely fixes: a missing permission, a kind that is not served. */
const HOPELESS_PAUSE_MS = 10_000;

/**
 * A read operation with many callers: one runs at a time and is shared by all callers that can use its result. After a failure the next
 * one starts only after a pause, however often it is requested.
 */
export class PacedReading {
  readonly #clock: Clock;
  readonly #read: (signal: AbortSignal) => Promise<void>;
  #running: { began: number; done: Promise<void> } | undefined;
  #queued: Promise<void> | undefined;
  #notBefore = Number.NEGATIVE_INFINITY;
  #failures = 0;
  /** When the last successful one began; `undefined` before the first. */
  at: number | undefined;
  /** The error of the last one; `undefined` when it succeeded. */
  trouble: Error | undefined;

  constructor(clock: Clock, read: (signal: AbortSignal) => Promise<void>) {
    this.#clock = clock;
    this.#read = read;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /**
   * Resolves when a reading that began at `moment` or later is complete.
   * @throws its error.
   */
  async since(moment: number, signal: AbortSignal): Promise<void> {
    if (this.at !== undefined && this.at >= moment) return;
    if (!this.#running) return this.#start(signal);
    if (this.#running.began >= moment) return this.#running.done;
    this.#queued ??= this.#running.done
      .catch(() => {}) // its own callers get the error
      .then(() => {
        this.#queued = undefined;
        return this.#running?.done ?? this.#start(signal);
      });
    return this.#queued;
  }

  #start(signal: AbortSignal): Promise<void> {
    // Until it begins, it is later than any moment that a caller can request.
    const reading = { began: Number.POSITIVE_INFINITY, done: Promise.resolve() };
    this.#running = reading;
    reading.done = this.#run(signal, () => (reading.began = this.#clock.now())).finally(
      () => (this.#running = undefined),
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

/** How long to wait after this number of failures in a row, in milliseconds. */
export function pauseAfter(error: unknown, failures: number): number {
  const hopeless = error instanceof ClusterError && !error.transient;
  const pause = backOff(failures, FIRST_PAUSE_MS, hopeless ? HOPELESS_PAUSE_MS : LONGEST_PAUSE_MS, Math.random());
  return Math.max(pause, (error instanceof ClusterError && error.retryAfterMs) || 0);
}
