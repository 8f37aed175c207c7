import { formatDuration } from '../../time/duration.ts';
import type { Observation } from './condition.ts';

/** Decides when a wait ends before its timeout, because its answer has been so for longer than that, and waiting rarely cures it. */
export class EarlyEnd {
  readonly #withinMs: number;
  #explainsAt = Number.POSITIVE_INFINITY;
  #stuckMs: number | undefined;

  /** @param withinMs the timeout, in milliseconds; infinite for a wait that does not end early. */
  constructor(withinMs: number) {
    this.#withinMs = withinMs;
  }

  /** When the condition should read again what explains its answer, because it may be old enough then, in milliseconds of the wait. */
  get explainsAt(): number {
    return this.#explainsAt;
  }

  /** Whether the last answer is old enough to end the wait. */
  get isDue(): boolean {
    return this.#stuckMs !== undefined && this.#stuckMs >= this.#withinMs;
  }

  /** Why the wait ended, for people; `undefined` when it does not end early. */
  get reason(): string | undefined {
    if (!this.isDue || this.#stuckMs === undefined) return undefined;
    return `not waited for any longer: it has been so for ${formatDuration(this.#stuckMs / 1_000)}, and the timeout is ${formatDuration(this.#withinMs / 1_000)}`;
  }

  /**
   * Takes the answer of a look.
   * @param elapsedMs how long the wait has lasted. @param date the API server's time.
   */
  saw(observation: Observation, elapsedMs: number, date: () => Date): void {
    const since = observation.state === 'not yet' ? observation.stuckSince : undefined;
    this.#stuckMs = since === undefined ? undefined : date().getTime() - Date.parse(since);
    if (this.#stuckMs !== undefined && !this.isDue) this.#explainsAt = elapsedMs + this.#withinMs - this.#stuckMs;
    else if (elapsedMs >= this.#explainsAt) this.#explainsAt = Number.POSITIVE_INFINITY;
  }
}
