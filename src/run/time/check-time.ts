import type { Clock } from '../../time/clock.ts';
import type { SpentTime } from './critical-path.ts';

/** Records what a check spends its time on. */
export class CheckTime {
  readonly #clock: Clock;
  readonly #held: { lock: string; from: number; to?: number }[] = [];
  #open = 0;
  #since = 0;
  #waited = 0;

  /** @param clock of the run */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A wait for the cluster begins. Returns a function that ends it. Waits at the same time count once. */
  wait(): () => void {
    if (this.#open === 0) this.#since = this.#clock.now();
    this.#open += 1;
    return () => {
      this.#open -= 1;
      if (this.#open === 0) this.#waited += this.#clock.now() - this.#since;
    };
  }

  /** The check has a lock from now on. Returns a function that tells its end. */
  hold(lock: string): () => void {
    const phase: { lock: string; from: number; to?: number } = { lock, from: this.#soFar() };
    this.#held.push(phase);
    return () => {
      phase.to = this.#soFar();
    };
  }

  /** What it was when the check has ended. */
  spent(): SpentTime {
    const waited = this.#soFar();
    return {
      waited,
      held: this.#held.map(({ lock, from, to = waited }) => ({
        ...{ lock, before: from, during: to - from, after: waited - to },
      })),
    };
  }

  #soFar(): number {
    return this.#waited + (this.#open === 0 ? 0 : this.#clock.now() - this.#since);
  }
}
