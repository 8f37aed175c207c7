import { request } from 'undici';
import type { Clock } from '../../time/clock.ts';
import type { Answer } from './answer.ts';
import { isAnsweredByApiServer, type Call } from './call.ts';
import { ClusterError } from '../cluster-error.ts';
import { PageSize } from '../lists/page-size.ts';
import type { Access } from '../kubeconfig/kubeconfig-access.ts';
import { notAccepted } from '../kubeconfig/presented-credentials.ts';
import { fromAnswer } from './foreign-errors.ts';
import { Outages } from './outages.ts';
import { Places } from './places.ts';
import { pauseBeforeRepeat } from './retry-policy.ts';
import { boundedText } from './bounded-text.ts';
import { foreignAnswer } from '../foreign-answer.ts';
import { fromThrown, timedOut, unknownToClient } from './thrown-errors.ts';

/** The source of a request's credentials and connections; `KubeconfigAccess` is one. */
export interface AccessSource {
  access(signal?: AbortSignal): Promise<Access>;
  /** The server did not accept what {@link access} gave. */
  reject(used: Access): void;
  close(): Promise<void>;
}

/** Reads the body of an answer. */
type Reader<T> = (answer: Answer, arrived: () => void) => Promise<T>;

/**
 * How long an API server may refuse allowed calls after it was unreachable, in milliseconds: it serves before it has read all RBAC rules.
 * It takes seconds on most clusters.
 */
const RBAC_READ_MS = 30_000;

/** Maximum of an answer that is no LIST, in bytes: an object has at most a few MiB, a log one. More than that never ends. */
export const LARGEST = 64 * 1024 * 1024;
/** Maximum that is read of an answer that is not a success, in bytes. */
const LARGEST_REFUSAL = 1024 * 1024;

/**
 * Makes calls: one connection pool, a timeout for each attempt, errors translated into the suite's own, and repeats as the retry policy
 * allows them.
 */
export class ApiClient {
  readonly requests: Record<string, number> = {};
  repeated = 0;
  readonly server: string;
  /** The server for messages, with the proxy if there is one. */
  readonly #route: string;
  readonly #entries: string | undefined;
  readonly clock: Clock;
  /** What the line to the API server is good for. */
  readonly pages = new PageSize();
  readonly outages = new Outages();
  readonly #source: AccessSource;
  readonly #timeoutMs: number;
  readonly #places = new Places();
  #skewMs = 0;
  #unreachableAt = Number.NEGATIVE_INFINITY;

  /**
   * @param options.route the server for messages, with the proxy if there is one. @default the server
   * @param options.entries which entries of which file describe the connection, for messages: `of cluster 'c' in FILE`. @default none
   */
  constructor(options: {
    server: string;
    route?: string;
    entries?: string;
    source: AccessSource;
    clock: Clock;
    timeoutMs: number;
  }) {
    this.server = options.server.replace(/\/+$/, '');
    this.#route = options.route ?? this.server;
    this.#entries = options.entries;
    this.#source = options.source;
    this.clock = options.clock;
    this.#timeoutMs = options.timeoutMs;
  }

  /** The API server's calendar time according to its last answer. */
  serverDate(): Date {
    return new Date(this.clock.date().getTime() + this.#skewMs);
  }

  /**
   * One call, repeated where that is safe. `read` reads the body; an incomplete body counts as a failed attempt. It may call `arrived` for
   * each part of a large body: then the timeout begins again, and ends an attempt only when nothing arrives.
   * @throws ClusterError; the signal's reason when the signal fired.
   */
  async call<T>(call: Call, signal: AbortSignal | undefined, read: Reader<T>): Promise<T> {
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

  /**
   * The object that a call answers with.
   * @throws ClusterError CLUSTER_INVALID when the answer is something else, which no API server sends.
   */
  async object<T>(call: Call, signal?: AbortSignal): Promise<T> {
    return this.call(call, signal, async (answer) => {
      const object: unknown = JSON.parse(await this.body(call, answer));
      if (!isApiObject(object)) throw foreignAnswer(call, this.#route, 'something that is not an object of Kubernetes');
      return object as T;
    });
  }

  /**
   * Makes a call that is answered with a `Status` or an object, as a DELETE is.
   * @throws ClusterError CLUSTER_INVALID when the answer is something else: then nothing was deleted.
   */
  async done(call: Call, signal?: AbortSignal): Promise<void> {
    await this.call(call, signal, async (answer) => {
      const said: unknown = JSON.parse(await this.body(call, answer));
      if (!isRecord(said) || !('kind' in said || 'metadata' in said))
        throw foreignAnswer(call, this.#route, 'something that is neither a Status nor an object of Kubernetes');
    });
  }

  /** The answer to a call as text. */
  async text(call: Call, signal?: AbortSignal): Promise<string> {
    return this.call(call, signal, (answer) => this.body(call, answer));
  }

  /** The whole body of an answer. @throws ClusterError CLUSTER_INVALID when it is larger than anything that is asked for. */
  async body(call: Call, answer: Answer): Promise<string> {
    const { text, more } = await boundedText(answer, LARGEST);
    if (more) throw foreignAnswer(call, this.#route, `more than ${LARGEST / 1024 / 1024} MiB`);
    return text;
  }

  /**
   * Opens a stream that has no end of its own. The timeout applies only until it begins, and it is not counted among the requests in
   * flight. It is repeated once, with fresh credentials, when its credentials were not accepted.
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

  async #attempt<T>(call: Call, signal: AbortSignal | undefined, read: Reader<T>): Promise<T> {
    // A plugin may ask a person, which takes longer than a call may.
    await this.#source.access(signal);
    const leave = await this.#places.enter(call, signal);
    const limited = { timeoutMs: this.#timeoutMs, ...call };
    const over = new AbortController();
    let begun = false;
    const timer = setTimeout(() => over.abort(timedOut(limited, this.#route, { begun })), limited.timeoutMs);
    const arrived = () => {
      begun = true;
      timer.refresh();
    };
    try {
      const both = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
      return await read(await this.#send(limited, both), arrived);
    } catch (error) {
      throw this.#translate(limited, error, signal);
    } finally {
      clearTimeout(timer);
      leave();
    }
  }

  async #send(call: Call, signal: AbortSignal, options: { bodyTimeout?: number } = {}): Promise<Answer> {
    const access = await this.#source.access(signal);
    const { headers, dispatcher } = access;
    signal.throwIfAborted();
    this.requests[call.verb] = (this.requests[call.verb] ?? 0) + 1;
    const sent = request(`${this.server}${call.path}`, {
      dispatcher,
      method: call.method,
      headers: {
        accept: call.verb === 'PROXY' || call.verb === 'RAW' || call.verb === 'LOG' ? '*/*' : 'application/json',
        'user-agent': 'shakedown',
        ...(call.verb === 'LIST' && { 'accept-encoding': 'gzip' }),
        ...(call.body === undefined ? {} : { 'content-type': call.contentType ?? 'application/json' }),
        ...call.headers,
        ...headers,
      },
      body: call.body === undefined ? null : JSON.stringify(call.body),
      signal,
      headersTimeout: call.timeoutMs ?? this.#timeoutMs,
      bodyTimeout: options.bodyTimeout ?? call.timeoutMs ?? this.#timeoutMs,
    });
    const answer = await sent.catch((error: unknown) => {
      const known = this.#translate(call, error, signal);
      throw signal.aborted ? known : unknownToClient(call, this.#route, known);
    });
    // A proxied answer has the time of the machine that it comes from.
    if (isAnsweredByApiServer(call.path)) {
      this.#noteDate(answer.headers['date']);
      if (answer.statusCode < 500) this.outages.answered(this.clock.now());
    }
    if (answer.statusCode === 401) this.#source.reject(access);
    const refused =
      answer.statusCode === 401 && access.presented
        ? notAccepted(access.presented, this.serverDate().getTime())
        : undefined;
    if (call.verb !== 'PROXY' && answer.statusCode >= 300)
      throw fromAnswer(call, {
        status: answer.statusCode,
        headers: answer.headers,
        body: (await boundedText(answer, LARGEST_REFUSAL)).text,
        server: this.#route,
        ...(refused !== undefined && { refused }),
        recentlyUnreachable: this.clock.now() - this.#unreachableAt < RBAC_READ_MS,
      });
    return answer;
  }

  #noteDate(header: string | string[] | undefined): void {
    const served = typeof header === 'string' ? Date.parse(header) : Number.NaN;
    if (Number.isNaN(served)) return;
    // The header has whole seconds: differences below one second are unknown, and this machine's clock is as good.
    const skew = served + 500 - this.clock.date().getTime();
    this.#skewMs = Math.abs(skew) <= 1_000 ? 0 : skew;
  }

  #translate(call: Call, error: unknown, signal: AbortSignal | undefined): unknown {
    if (signal?.aborted && error === signal.reason) return error;
    const translated = fromThrown(call, this.#route, error, this.#entries);
    if (translated instanceof ClusterError && translated.unanswered && translated.code !== 'CLUSTER_BUSY') {
      this.#unreachableAt = this.clock.now();
      this.outages.failed(this.#unreachableAt);
    }
    return translated;
  }
}

/** Every object of Kubernetes has metadata; a `Status` is the answer instead of one. */
function isApiObject(answer: unknown): boolean {
  if (!isRecord(answer)) return false;
  const { kind = '', metadata } = answer;
  return typeof kind === 'string' && kind !== 'Status' && isRecord(metadata);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof ClusterError && error.status === 401;
}
