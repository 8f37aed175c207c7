import type { Clock } from '../../../time/clock.ts';
import { unlessAborted } from '../../../time/unless-aborted.ts';

/** How old an answer may be that another check has asked for, in milliseconds. */
const SHARED_MS = 2_000;
/** The same in times of how long it took: what is expensive is asked for in a tenth of the time at most. */
const TIMES = 10;

/** Answers that several checks ask for at about the same time, each asked for once. */
export class SharedAnswers {
  readonly #clock: Clock;
  readonly #known = new Map<string, { answer: Promise<unknown>; begun: number; ended?: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * The answer to a question; one that is being asked, or was asked shortly ago, is not asked again.
   * @param key of the question.
   * @param askedBy ends the waiting for it, and not the question, which others share.
   * @param isFresh asks again, whatever is known.
   */
  async get<T>(key: string, question: () => Promise<T>, askedBy: AbortSignal, isFresh = false): Promise<T> {
    if (!isFresh && this.has(key)) return await unlessAborted(this.#known.get(key)?.answer as Promise<T>, askedBy);
    const begun = this.#clock.now();
    const answer = question();
    const asked: { answer: Promise<T>; begun: number; ended?: number } = { answer, begun };
    const end = () => (asked.ended = this.#clock.now());
    answer.then(end, end);
    this.#known.set(key, asked);
    return await unlessAborted(answer, askedBy);
  }

  /** Whether a question is being asked, or its answer is new enough. */
  has(key: string): boolean {
    const asked = this.#known.get(key);
    if (!asked) return false;
    if (asked.ended === undefined) return true;
    return this.#clock.now() - asked.begun < Math.max(SHARED_MS, TIMES * (asked.ended - asked.begun));
  }
}
