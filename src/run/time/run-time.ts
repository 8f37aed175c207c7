import type { Measurement, RunFacts } from '../../results/model.ts';
import type { Clock } from '../../time/clock.ts';
import { criticalPath, type TimedCheck } from './critical-path.ts';

/** Measures how much of the time of a run is the cluster's, and how much the suite's. */
export class RunTime {
  readonly #clock: Clock;
  readonly #began: number;
  readonly #spent: TimedCheck[] = [];
  #first: number | undefined;
  #last: number | undefined;

  /** Begins with the run. */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#began = clock.now();
  }

  /** A check begins. */
  checkBegan(): void {
    this.#first ??= this.#clock.now();
  }

  /** A check has ended. */
  checkEnded(spent: TimedCheck): void {
    this.#spent.push(spent);
    this.#last = this.#clock.now();
  }

  /** The figures of a run that ends now; none of one without a check. What each of them means is in `docs/results.md`. */
  measurements(): Measurement[] {
    if (this.#first === undefined || this.#last === undefined) return [];
    const now = this.#clock.now();
    const wall = now - this.#began;
    const critical = criticalPath(this.#spent).milliseconds;
    const seconds = (id: string, ms: number): Measurement => ({
      ...{ id, value: Math.round(ms) / 1_000, unit: 'seconds' },
    });
    return [
      seconds('run', wall),
      seconds('critical-path', critical),
      seconds('before-checks', this.#first - this.#began),
      seconds('after-checks', now - this.#last),
      { id: 'suite-overhead', value: wall === 0 ? 0 : (wall - critical) / wall, unit: 'ratio' },
    ];
  }

  /** The tests that the run could not have been shorter for; nothing of a run without a check that waited. */
  criticalPath(): Pick<RunFacts, 'criticalPath'> {
    const { tests, lock } = criticalPath(this.#spent);
    return tests.length === 0 ? {} : { criticalPath: { tests, ...(lock !== undefined && { lock }) } };
  }
}
