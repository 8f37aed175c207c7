import type { Observation } from '../../conditions/waiting/condition.ts';
import type { Sighting } from '../../conditions/waiting/wait-observer.ts';

/** A running wait of a check, and what it has seen. */
export class OpenWait {
  /** What is waited for: the title of a condition, or of what an instrument does. */
  readonly title: string;
  /** When it began, in milliseconds on the clock of the run. */
  readonly since: number;
  #last: Sighting | undefined;
  #explained: Observation | undefined;

  constructor(title: string, since: number) {
    this.title = title;
    this.since = since;
  }

  /** Records the result of a look. */
  saw(sighting: Sighting): void {
    this.#last = sighting;
    // An explanation is kept for the following looks, until the next one is read.
    if (sighting.observation.state !== 'not yet') this.#explained = undefined;
    else if (sighting.explained) this.#explained = sighting.observation;
  }

  /** Why the condition was not met at the last look; `undefined` before the first answer, and while it is met. */
  get missing(): Extract<Observation, { state: 'not yet' }> | undefined {
    const last = this.#last?.observation;
    if (last?.state !== 'not yet') return undefined;
    return this.#explained?.state === 'not yet' ? this.#explained : last;
  }

  /** Whether {@link missing} is explained: then it names the cause if there is one. */
  get isExplained(): boolean {
    return this.#explained !== undefined;
  }

  /** How to fix it, if that is known. */
  get todo(): string | undefined {
    return this.missing?.todo ?? this.#last?.condition.todo;
  }

  /** Makes the wait read what explains its answer. */
  explain(): void {
    this.#last?.explain();
  }

  /** @example 'deployment shop/web has 3 replicas, last seen: 1 of 3 replicas available' */
  toString(): string {
    const reason = this.missing?.reason.replaceAll('\n', '; ');
    return `${this.title}${reason === undefined ? '' : `, last seen: ${reason}`}`;
  }
}
