import { setMaxListeners } from 'node:events';
import pRetry from 'p-retry';
import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { notYet, type Condition, type Observation } from './condition.ts';
import { EarlyEnd } from './early-end.ts';
import { Looker } from './looker.ts';
import type { Verb } from './verb.ts';
import { WaitError, type WaitErrorCode, type WaitState } from './wait-error.ts';
import type { Waited } from './waited.ts';
import { writtenBetween } from './written-between.ts';

/** How long until the next look if the last one made its own requests, and if it read only shared lists, which wake it. */
const POLL_MS = 1_000;
const IDLE_MS = 15_000;
/** How long a 403 is retried: permissions that were granted a moment ago may not have reached every API server. */
const RIGHTS_SETTLE_MS = 10_000;
/** How long the last look may take after the timeout. */
const LAST_LOOK_MS = 15_000;
/** How long after the timeout a condition whose answer lasts (see `Due`) may be waited for. */
export const LASTING_MS = 20_000;

/** Thrown to make p-retry look again; one error for all waits, because thousands of waits would collect thousands of stack traces. */
const AGAIN = new Error('look again');

/**
 * The one loop of the suite that waits; `until`, `now` and `during` are its verbs.
 *
 * A transient failure of the API server never ends it, and neither does a 403 in its first 10 s. No failure depends on a watch
 * alone: the last look is at a fresh LIST.
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
  readonly #early: EarlyEnd;
  /** A look has found the object. */
  #existed = false;
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
    this.#looker = new Looker(cluster, verb.subject);
    this.#began = cluster.clock.now();
    this.#early = new EarlyEnd(verb.endsEarly ? verb.withinMs : Number.POSITIVE_INFINITY);
  }

  /** @throws WaitError; ClusterError when the API server refuses permanently (no permission, no such kind); the signal's reason. */
  async run(): Promise<Waited<Seen>> {
    // A read that hangs would outlast the timeout. The injected clock cannot end it, so this timer is a real one.
    const { withinMs } = this.#verb;
    const timer = Number.isFinite(withinMs)
      ? setTimeout(() => this.#hung.abort(), withinMs + LASTING_MS + LAST_LOOK_MS)
      : undefined;
    const signal = AbortSignal.any([this.#verb.signal, this.#hung.signal]);
    setMaxListeners(0, signal);
    try {
      // p-retry distinguishes `AGAIN` from errors and bugs, and obeys the signal. Its own sleep is off (`minTimeout: 0`), because
      // all sleeping is done with the injected clock.
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

  /** Ends the pause between two looks now: something has happened that a look should see. */
  wake(): void {
    this.#looker.wake();
  }

  async #attempt(signal: AbortSignal): Promise<Waited<Seen>> {
    this.#last ||= this.#left() <= 0;
    const which = { last: this.#last, fresh: this.#last || this.#fresh };
    const why = which.last || this.#explains || this.#elapsed() >= this.#early.explainsAt;
    const first = this.#looks === 0;
    this.#explains = false;
    this.#looks += 1;
    let seen: Seen;
    try {
      seen = await this.#condition.read(this.#looker.look({ ...{ signal, why, first, began: this.#began }, ...which }));
    } catch (error) {
      throw this.#afterTrouble(error);
    }
    const answer = this.#condition.judge(seen);
    const absent = this.#isAbsent(answer);
    const observation = absent ? notYet(answer.reason) : answer;
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
    this.#early.saw(observation, this.#elapsed(), () => this.#cluster.serverDate());
    const isStuck = this.#early.isDue;
    const next = this.#verb.next(observation, { ...which, absent, overdueMs: -this.#left(), explained: why, isStuck });
    this.#fresh = next === 'afresh' || next === 'explain';
    this.#explains ||= next === 'explain';
    this.#last = next === 'last look';
    if (next === 'done') return this.#done(seen, observation);
    if (next === 'again')
      throw this.#again({ due: observation.state === 'not yet' ? observation.due?.inMs : undefined });
    throw next === 'afresh' || next === 'explain' || next === 'last look'
      ? this.#again({ atOnce: true })
      : this.#failed(next);
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
    const left = this.#left() > 0 || !this.#observation ? this.#left() : this.#left() + this.#verb.lastLookRetryMs;
    if (left <= 0) return this.#failed(error.unanswered ? 'WAIT_UNANSWERED' : this.#verb.unanswered);
    return this.#again({ atLeastMs: error.retryAfterMs ?? POLL_MS, left });
  }

  #again({ atLeastMs = 0, atOnce = false, left = this.#left(), due = undefined as number | undefined } = {}): Error {
    const idle = due === undefined && this.#looker.polls ? POLL_MS : IDLE_MS;
    const next = Math.max(1, Math.min(due ?? idle, this.#early.explainsAt - this.#elapsed()));
    const wanted = atLeastMs > 0 ? atLeastMs : Math.min(idle, next);
    // After the timeout the wait goes on only until something is due.
    const limit = left <= 0 && due !== undefined ? wanted : Math.max(1, left);
    this.#pauseMs = atOnce ? 0 : Math.min(wanted, limit);
    return AGAIN;
  }

  /** Whether the object does not exist, and was not deleted during this run as far as is known. */
  #isAbsent(answer: Observation): answer is Extract<Observation, { state: 'disappeared' }> {
    const disappeared = answer.state === 'disappeared';
    this.#existed ||= !disappeared || answer.isTerminating === true;
    return disappeared && !this.#existed && !this.#looker.missesSubject;
  }

  #note(observation: Observation): void {
    // If the last look finds the condition met again, the earlier observation is kept: it is the one to explain.
    if (observation.state !== 'ready' || !this.#last) this.#observation = observation;
    if (observation.state !== 'not yet' || observation.progress === undefined) return;
    if (this.#progress !== undefined && observation.progress < this.#progress) this.#dips += 1;
    this.#progress = observation.progress;
  }

  #done(seen: Seen, observation: Observation): Waited<Seen> {
    const { clock } = this.#cluster;
    const ago = clock.now() - (this.#looker.seenAt ?? clock.now());
    return {
      seen,
      ...(observation.state === 'ready' && observation.isRemarkable && { remark: observation.reason }),
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
      endedEarly: this.#early.reason,
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
