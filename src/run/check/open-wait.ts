import type { Observation } from '../../conditions/waiting/condition.ts';
import type { Sighting } from '../../conditions/waiting/wait-observer.ts';

/** A wait of a check that goes on, and what it has seen. */
export class OpenWait {
  /** What is to come about: the title of a condition, or of what an instrument does. */
  readonly title: string;
  /** When it began, in milliseconds on the clock of the run. */
  readonly since: number;
  #last: Sighting | undefined;
  #explained: Observation | undefined;

  constructor(title: string, since: number) {
    this.title = title;
    this.since = since;
  }

  /** Takes what the wait has seen. */
  saw(sighting: Sighting): void {
    this.#last = sighting;
    // What explains an answer holds for the ones like it, until it is asked for again.
    if (sighting.observation.state !== 'not yet') this.#explained = undefined;
    else if (sighting.explained) this.#explained = sighting.observation;
  }

  /** Why it was not so at the last look; `undefined` before the first answer, and while it is so. */
  get missing(): Extract<Observation, { state: 'not yet' }> | undefined {
    const last = this.#last?.observation;
    if (last?.state !== 'not yet') return undefined;
    return this.#explained?.state === 'not yet' ? this.#explained : last;
  }

  /** Whether {@link missing} is explained: it names a cause where there is one. */
  get isExplained(): boolean {
    return this.#explained !== undefined;
  }

  /** What to do about it, as far as that is known. */
  get todo(): string | undefined {
    return this.missing?.todo ?? this.#last?.condition.todo;
  }

  /** Has the wait look for what explains its answer. */
  explain(): void {
    this.#last?.explain();
  }

  /** @example 'deployment shop/web has 3 replicas, last seen: 1 of 3 replicas available' */
  toString(): string {
    const reason = this.missing?.reason.replaceAll('\n', '; ');
    return `${this.title}${reason === undefined ? '' : `, last seen: ${reason}`}`;
  }
}
