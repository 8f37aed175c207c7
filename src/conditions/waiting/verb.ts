import type { ObjectId } from '../../cluster/kinds/kind.ts';
import type { Observation } from './condition.ts';
import type { WaitErrorCode } from './wait-error.ts';
import type { WaitObserver } from './wait-observer.ts';

/**
 * What follows from a look. `afresh` looks again at once, at a fresh LIST. `explain` does the same, and lets the condition read what explains
 * its answer. `last look` is an `explain` that ends the wait.
 */
type Next = 'done' | 'again' | 'afresh' | 'explain' | 'last look' | WaitErrorCode;

/** Which look gave the answer. */
interface Which {
  /** It read fresh LISTs, and did not rely on the watches. */
  fresh: boolean;
  /** It is the last one of the wait. */
  last: boolean;
  /** It found no object, and nothing says that there was one earlier in this run. Its answer then counts as `not yet`. */
  absent: boolean;
  /** How long the timeout is over, in milliseconds; negative before it. */
  overdueMs: number;
  /** The condition read what explains its answer. */
  explained: boolean;
  /** The answer has been so for longer than the timeout, and waiting rarely cures it. */
  isStuck: boolean;
}

/** What all verbs take. */
export interface WaitOptions {
  signal: AbortSignal;
  /** Called with the result of each look that got an answer. */
  observe?: WaitObserver | undefined;
  /** An object that existed when the run began: if a look finds that it does not exist, it was deleted. */
  subject?: ObjectId | undefined;
  /** Ends the wait before its timeout when its answer has been so for longer than that, and waiting rarely cures it. @default false */
  endsEarly?: boolean | undefined;
}

/** How the verbs `until`, `now` and `during` differ. */
export interface Verb extends WaitOptions {
  /** What follows from an answer. */
  next(observation: Observation, which: Which): Next;
  /** The timeout, in milliseconds from the call. The look after it is the last one. */
  withinMs: number;
  /** The error when the last look fails because of something behind the API server. */
  unanswered: WaitErrorCode;
  /**
   * How long the last look is retried when the API server fails, in milliseconds: an earlier look is no answer. Less
   * than the 15 s that a last look may take.
   */
  lastLookRetryMs: number;
}
