import { request, type Dispatcher } from 'undici';
import type { Clock } from '../../time/clock.ts';
import { isItsOwn, type Call } from './call.ts';
import { ClusterError } from '../cluster-error.ts';
import type { Access } from './door-config.ts';
import { fromAnswer, fromThrown, timedOut } from './foreign-errors.ts';
import { Gate } from './gate.ts';
import { pauseBeforeRepeat } from './retry-policy.ts';

/** How requests are let in; {@link DoorConfig} is one. */
export interface AccessSource {
  access(): Promise<Access>;
  reject(): void;
  close(): Promise<void>;
}

/** An answer whose body has not been read yet. */
export type Answer = Dispatcher.ResponseData;

/** Requests in flight at a time, watches apart: enough to be quick, too few to drown a small API server. */
const PLACES = 32;

/**
 * How long an API server may refuse what is allowed after it was away, in milliseconds: it serves before it has read all rules of RBAC.
 * Seconds on most clusters.
 */
const RULES_READ_MS = 30_000;

/** Verbs whose answer another machine makes: a pod or a kubelet that is silent must not keep what the API server itself answers. */
const HANDED_ON = new Set<Call['verb']>(['PROXY', 'LOG']);

/**
 * Makes calls: one connection pool, a time-out for each attempt, errors translated at this border, and repeats as the
 * retry policy allows them.
 */
export class ApiClient {
  readonly requests: Record<string, number> = {};
  repeated = 0;
  readonly server: string;
  readonly clock: Clock;
  readonly #source: AccessSource;
  readonly #timeoutMs: number;
  readonly #gate = new Gate(PLACES);
  readonly #gateOfHandedOn = new Gate(PLACES);
  #skewMs = 0;
  #awayAt = Number.NEGATIVE_INFINITY;

  constructor(options: { server: string; source: AccessSource; clock: Clock; timeoutMs: number }) {
    this.server = options.server.replace(/\/+$/, '');
    this.#source = options.source;
    this.clock = options.clock;
    this.#timeoutMs = options.timeoutMs;
  }

  /** The API server's calendar time by its last answer. */
  serverDate(): Date {
    return new Date(this.clock.date().getTime() + this.#skewMs);
  }

  /**
   * One call, repeated where that is safe. `read` takes the body; a body that is cut counts as a failed attempt.
   * @throws ClusterError; the signal's reason when that fired.
   */
  async call<T>(call: Call, signal: AbortSignal | undefined, read: (answer: Answer) => Promise<T>): Promise<T> {
    const began = this.clock.now();
    let unauthorized = 0;
    for (let failures = 1; ; failures += 1) {
      try {
        return await this.#attempt(call, signal, read);
      } catch (error) {
        const renewed = isUnauthorized(error) && (unauthorized += 1) === 1;
        const elapsedMs = this.clock.now() - began;
        const pause = renewed ? 0 : pauseBeforeRepeat(call, error, { failures, elapsedMs, chance: Math.random() });
        if (pause === undefined) throw error;
        this.repeated += 1;
        await this.clock.sleep(pause, signal);
      }
    }
  }

  /** The answer to a call as JSON. */
  async json<T>(call: Call, signal?: AbortSignal): Promise<T> {
    return this.call(call, signal, async ({ body }) => (await body.json()) as T);
  }

  /** The answer to a call as text. */
  async text(call: Call, signal?: AbortSignal): Promise<string> {
    return this.call(call, signal, ({ body }) => body.text());
  }

  /**
   * Opens a stream that has no end of its own. Only its beginning is bound to the time-out; it is not counted among the requests in
   * flight, and repeated only once, with fresh credentials, when those it had were not accepted.
   */
  async open(call: Call, signal: AbortSignal): Promise<AsyncGenerator<Buffer>> {
    const begun = { timeoutMs: this.#timeoutMs, ...call };
    const send = () => this.#send(begun, signal, { bodyTimeout: 0 });
    try {
      const answer = await send().catch((error: unknown) => {
        if (!isUnauthorized(error)) throw error;
        this.repeated += 1;
        return send();
      });
      return this.#chunks(call, answer, signal);
    } catch (error) {
      throw this.#translate(call, error, signal);
    }
  }

  async *#chunks(call: Call, answer: Answer, signal: AbortSignal): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of answer.body) yield chunk as Buffer;
    } catch (error) {
      throw this.#translate(call, error, signal);
    }
  }

  async close(): Promise<void> {
    await this.#source.close();
  }

  async #attempt<T>(call: Call, signal: AbortSignal | undefined, read: (answer: Answer) => Promise<T>): Promise<T> {
    const gate = HANDED_ON.has(call.verb) ? this.#gateOfHandedOn : this.#gate;
    const leave = await gate.enter(signal);
    const limited = { timeoutMs: this.#timeoutMs, ...call };
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(timedOut(limited, this.server)), limited.timeoutMs);
    try {
      const both = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
      return await read(await this.#send(limited, both));
    } catch (error) {
      throw this.#translate(limited, error, signal);
    } finally {
      clearTimeout(timer);
      leave();
    }
  }

  async #send(call: Call, signal: AbortSignal, options: { bodyTimeout?: number } = {}): Promise<Answer> {
    const { headers, dispatcher } = await this.#source.access();
    signal.throwIfAborted();
    this.requests[call.verb] = (this.requests[call.verb] ?? 0) + 1;
    const answer = await request(`${this.server}${call.path}`, {
      dispatcher,
      method: call.method,
      headers: {
        accept: call.verb === 'PROXY' || call.verb === 'RAW' || call.verb === 'LOG' ? '*/*' : 'application/json',
        'user-agent': 'shakedown',
        ...(call.body === undefined ? {} : { 'content-type': call.contentType ?? 'application/json' }),
        ...headers,
      },
      body: call.body === undefined ? null : JSON.stringify(call.body),
      signal,
      headersTimeout: call.timeoutMs ?? this.#timeoutMs,
      bodyTimeout: options.bodyTimeout ?? call.timeoutMs ?? this.#timeoutMs,
    });
    // What is handed on carries the time of the machine that it comes from.
    if (isItsOwn(call.path)) this.#noteDate(answer.headers['date']);
    if (answer.statusCode === 401) this.#source.reject();
    if (call.verb !== 'PROXY' && answer.statusCode >= 300)
      throw fromAnswer(call, {
        status: answer.statusCode,
        headers: answer.headers,
        body: await answer.body.text(),
        justBack: this.clock.now() - this.#awayAt < RULES_READ_MS,
      });
    return answer;
  }

  #noteDate(header: string | string[] | undefined): void {
    const served = typeof header === 'string' ? Date.parse(header) : Number.NaN;
    if (Number.isNaN(served)) return;
    // The header has whole seconds: within one second nothing is known, and this machine's clock is as good.
    const skew = served + 500 - this.clock.date().getTime();
    this.#skewMs = Math.abs(skew) <= 1_000 ? 0 : skew;
  }

  #translate(call: Call, error: unknown, signal: AbortSignal | undefined): unknown {
    if (signal?.aborted && error === signal.reason) return error;
    const translated = fromThrown(call, this.server, error);
    if (translated instanceof ClusterError && translated.unanswered && translated.code !== 'CLUSTER_BUSY')
      this.#awayAt = this.clock.now();
    return translated;
  }
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof ClusterError && error.status === 401;
}
