import { setMaxListeners } from 'node:events';
import pRetry from 'p-retry';
import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Condition, Observation } from './condition.ts';
import { Looker } from './looker.ts';
import { WaitError, type WaitErrorCode, type WaitState } from './wait-error.ts';
import type { WaitObserver } from './wait-observer.ts';
import type { Waited } from './waited.ts';
import { writtenBetween } from './written-between.ts';

/** How long until the next look when it made requests of its own, and when all it read came from shared lists, which wake it. */
const POLL_MS = 1_000;
const IDLE_MS = 15_000;
/** Rights made a moment ago may not have reached every API server. */
const RIGHTS_SETTLE_MS = 10_000;
/** What the last look may take after the time is over. */
const LAST_LOOK_MS = 15_000;

/**
 * What follows from a look. `afresh` looks at once again, at a fresh LIST. `last look` does so too, and lets the condition read
 * what explains its answer.
 */
type Next = 'done' | 'again' | 'afresh' | 'last look' | WaitErrorCode;

/** Which look it was that answered. */
interface Which {
  /** It did not trust the watches. */
  fresh: boolean;
  /** There will be no other. */
  last: boolean;
}

/** What makes one verb different from another. */
export interface Verb {
  signal: AbortSignal;
  /** What follows from an answer. */
  next(observation: Observation, which: Which): Next;
  /** When the time is over, in milliseconds from the call. The look after it is the last. */
  withinMs: number;
  /** What it means when the time is over and the last look fails by what is behind the API server. */
  unanswered: WaitErrorCode;
  /**
   * For how long the last look is tried again when the API server fails it, in milliseconds: what was seen before is no answer. Less
   * than {@link LAST_LOOK_MS}.
   */
  patienceMs: number;
  /** Called with what each look that was answered has seen. */
  observe?: WaitObserver | undefined;
}

/** Thrown to p-retry to look again; one for all, because thousands of waits would collect thousands of stack traces. */
const AGAIN = new Error('look again');

/**
 * The one loop of the suite that waits; `until`, `now` and `during` are its verbs.
 *
 * A moment's failure of the API server never ends it, and neither does a 403 in its first 10 s. No failure is declared on the
 * word of a watch: the last look is at a fresh LIST.
 */
export class Wait<Seen> {
  readonly #cluster: Cluster;
  readonly #condition: Condition<Seen>;
  readonly #verb: Verb;
  readonly #looker: Looker;
  readonly #began: number;
  readonly #hung = new AbortController();
  /** How long to sleep before the next look. */
  #pauseMs = 0;
  #last = false;
  #fresh = false;
  /** The next look reads what explains its answer. */
  #explains = false;
  #looks = 0;
  #retried = 0;
  #dips = 0;
  #progress: number | undefined;
  #observation: Observation | undefined;
  #lastError: Error | undefined;

  constructor(cluster: Cluster, condition: Condition<Seen>, verb: Verb) {
    this.#cluster = cluster;
    this.#condition = condition;
    this.#verb = verb;
    this.#looker = new Looker(cluster);
    this.#began = cluster.clock.now();
  }

  /** @throws WaitError; ClusterError when the API server refuses for good (no right, no such kind); the signal's reason. */
  async run(): Promise<Waited<Seen>> {
    // A read that hangs would outlive the deadline. The injected clock cannot cut it, so this timer is a real one.
    const { withinMs } = this.#verb;
    const timer = Number.isFinite(withinMs) ? setTimeout(() => this.#hung.abort(), withinMs + LAST_LOOK_MS) : undefined;
    const signal = AbortSignal.any([this.#verb.signal, this.#hung.signal]);
    setMaxListeners(0, signal);
    try {
      // p-retry tells `AGAIN` from errors and bugs and honours the signal. Its own sleep is off (`minTimeout: 0`), because
      // only the injected clock may pass time.
      return await pRetry(() => this.#attempt(signal), {
        retries: Number.POSITIVE_INFINITY,
        minTimeout: 0,
        signal: this.#verb.signal,
        shouldRetry: ({ error }) => error === AGAIN,
        onFailedAttempt: ({ error }) =>
          error === AGAIN && this.#pauseMs > 0 ? this.#looker.pause(this.#pauseMs, signal) : undefined,
      });
    } finally {
      clearTimeout(timer);
      this.#looker.close();
    }
  }

  /** Ends the pause, if there is one: something happened that a look should see. */
  wake(): void {
    this.#looker.wake();
  }

  async #attempt(signal: AbortSignal): Promise<Waited<Seen>> {
    this.#last ||= this.#left() <= 0;
    const which = { last: this.#last, fresh: this.#last || this.#fresh };
    const why = which.last || this.#explains;
    this.#explains = false;
    this.#looks += 1;
    let seen: Seen;
    try {
      seen = await this.#condition.read(this.#looker.look({ signal, fresh: which.fresh, why }));
    } catch (error) {
      throw this.#afterTrouble(error);
    }
    const observation = this.#condition.judge(seen);
    this.#note(observation);
    this.#verb.observe?.({
      condition: this.#condition,
      observation,
      explained: why,
      explain: () => {
        this.#explains = true;
        this.wake();
      },
    });
    const next = this.#verb.next(observation, which);
    this.#fresh = next === 'afresh';
    this.#last = next === 'last look';
    if (next === 'done') return this.#done(seen);
    if (next === 'again') throw this.#again();
    throw next === 'afresh' || next === 'last look' ? this.#again({ atOnce: true }) : this.#failed(next);
  }

  #afterTrouble(error: unknown): unknown {
    if (this.#hung.signal.aborted && !this.#verb.signal.aborted) {
      this.#retried += 1;
      this.#lastError = new Error(`no answer for ${LAST_LOOK_MS / 1_000} s`);
      return this.#failed('WAIT_UNANSWERED');
    }
    if (!(error instanceof ClusterError)) return error;
    const settling = error.code === 'CLUSTER_FORBIDDEN' && this.#elapsed() < RIGHTS_SETTLE_MS;
    if (!error.transient && !settling) return error;
    this.#retried += 1;
    this.#lastError = error;
    const left = this.#left() > 0 || !this.#observation ? this.#left() : this.#left() + this.#verb.patienceMs;
    if (left <= 0) return this.#failed(error.unanswered ? 'WAIT_UNANSWERED' : this.#verb.unanswered);
    return this.#again({ atLeastMs: error.retryAfterMs ?? POLL_MS, left });
  }

  #again({ atLeastMs = 0, atOnce = false, left = this.#left() } = {}): Error {
    const wanted = atLeastMs > 0 ? atLeastMs : this.#looker.polls ? POLL_MS : IDLE_MS;
    this.#pauseMs = atOnce ? 0 : Math.min(wanted, Math.max(1, left));
    return AGAIN;
  }

  #note(observation: Observation): void {
    // A last look that finds it ready again must not hide what it was to explain.
    if (observation.state !== 'ready' || !this.#last) this.#observation = observation;
    if (observation.state !== 'not yet' || observation.progress === undefined) return;
    if (this.#progress !== undefined && observation.progress < this.#progress) this.#dips += 1;
    this.#progress = observation.progress;
  }

  #done(seen: Seen): Waited<Seen> {
    const { clock } = this.#cluster;
    const ago = clock.now() - (this.#looker.seenAt ?? clock.now());
    return {
      seen,
      seconds: this.#elapsed() / 1_000,
      looks: this.#looks,
      retried: this.#retried,
      dips: this.#dips,
      seenAt: new Date(clock.date().getTime() - ago),
      writtenBetween: writtenBetween(this.#condition.writtenAt?.(seen)),
    };
  }

  #failed(code: WaitErrorCode): WaitError {
    const state: WaitState = {
      observation: this.#observation,
      seconds: this.#elapsed() / 1_000,
      looks: this.#looks,
      retried: this.#retried,
      lastError: this.#lastError,
    };
    return new WaitError(code, this.#condition, state);
  }

  #elapsed(): number {
    return this.#cluster.clock.now() - this.#began;
  }

  #left(): number {
    return this.#verb.withinMs - this.#elapsed();
  }
}
