import type { Clock } from '../../time/clock.ts';
import { certificateProblem } from '../../tls/certificate-problem.ts';

/** As `fetch`, as far as it is used here. */
export type Fetch = (input: string | URL, init?: RequestInit) => Promise<Response>;

/** How a request is repeated. */
export interface Patience {
  clock: Clock;
  /** Ends everything. */
  signal: AbortSignal;
  /**
   * Whether a request may be repeated although it may have arrived: its answer did not come in time, the connection broke, or a gateway in between gave up
   * (500, 502, 504). Not where each request posts a message of its own.
   */
  isRepeatable(url: string): boolean;
  /** The time for one answer, in milliseconds. @default 10_000 */
  answerMs?: number;
  /** What sends a request once. @default that of Node */
  fetch?: Fetch;
}

/** How often a request is sent in all. */
const ATTEMPTS = 4;
/** The pauses between attempts when the server names none, in milliseconds. */
const PAUSES = [1_000, 2_000, 4_000];
/** A server that asks for a longer pause is not waited for, in milliseconds. */
const LONGEST_PAUSE = 30_000;
const ANSWER_MS = 10_000;

/** Errors of a connection that was never made: nothing was sent. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * `fetch` that repeats a request when the server says 429 or 503, after the time that it asks for, or when it cannot be reached; and, where
 * {@link Patience.isRepeatable}, when it has another fault of its own (5xx). At most four times. A certificate that is not accepted is final. Redirects
 * are not followed: what is sent is for one server.
 * @returns the last answer, whatever its status.
 * @throws the error of `fetch` when there was no answer, and the reason of the signal.
 */
export function patientFetch({
  clock,
  signal,
  isRepeatable,
  answerMs = ANSWER_MS,
  fetch = globalThis.fetch,
}: Patience): Fetch {
  return async (input, init = {}) => {
    for (let attempt = 1; ; attempt += 1) {
      const pause = PAUSES[attempt - 1] ?? 0;
      const isLast = attempt === ATTEMPTS;
      try {
        const limits = [signal, AbortSignal.timeout(answerMs), ...(init.signal ? [init.signal] : [])];
        const answer = await fetch(input, { ...init, redirect: 'error', signal: AbortSignal.any(limits) });
        const wait = isLast ? undefined : pauseAfter(answer, pause, clock, isRepeatable(String(input)));
        if (wait === undefined) return answer;
        await answer.body?.cancel();
        await clock.sleep(wait, signal);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        const code = systemCode(error) ?? '';
        if (isLast || isLasting(code) || !(isRepeatable(String(input)) || NOT_SENT.has(code))) throw error;
        await clock.sleep(pause, signal);
      }
    }
  };
}

/** Whether a problem is still there a moment later: that with a certificate is. */
function isLasting(code: string): boolean {
  return certificateProblem(code, { address: '', authorities: '' }) !== undefined;
}

/** How long to wait before a request is repeated, in milliseconds; `undefined` when its answer is final. */
function pauseAfter(
  { status, headers }: Response,
  pause: number,
  clock: Clock,
  mayRepeat: boolean,
): number | undefined {
  if (status === 429 || status === 503) {
    const asked = retryAfter(headers.get('retry-after'), clock) ?? pause;
    return asked <= LONGEST_PAUSE ? asked : undefined;
  }
  return status >= 500 && mayRepeat ? pause : undefined;
}

/**
 * The pause that a server asks for, in milliseconds: seconds, or a date.
 * https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function retryAfter(header: string | null, clock: Pick<Clock, 'date'>): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - clock.date().getTime();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** The code of the system in an error of `fetch` or in one that has it as its cause: `ECONNREFUSED`. */
export function systemCode(error: unknown): string | undefined {
  for (let one = error; one instanceof Error; one = one.cause) {
    const { code } = one as Error & { code?: unknown };
    if (typeof code === 'string' && /^[A-Z][A-Z_\d]+$/.test(code)) return code;
    if (one instanceof AggregateError && one.errors.length > 0) return systemCode(one.errors[0]);
  }
  return undefined;
}
