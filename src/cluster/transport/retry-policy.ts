import type { Call } from './call.ts';
import { ClusterError, type ClusterErrorCode } from '../cluster-error.ts';

/** How long one call is repeated, in milliseconds. A longer failure is left to the wait around it, or is reported. */
const REPEAT_BUDGET_MS = 10_000;

/** The API server's message when its proxy gets no connection to a pod. */
const POD_UNREACHABLE = 'error trying to reach service';
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2_000;

/**
 * The pause before a failed call is repeated, in milliseconds; `undefined` when it must not be repeated.
 * @param failures how often the call has failed so far, at least 1.
 * @param elapsedMs since the first attempt began.
 * @param chance from 0 to 1; spreads the repeats of many callers.
 */
export function pauseBeforeRepeat(
  call: Pick<Call, 'repeat'>,
  error: unknown,
  { failures, elapsedMs, chance }: { failures: number; elapsedMs: number; chance: number },
): number | undefined {
  if (!(error instanceof ClusterError) || !error.transient || call.repeat === 'never') return undefined;
  if (call.repeat === 'once' && !certainlyNotDone(error)) return undefined;
  // The API server is healthy and could not reach the pod: the caller decides whether to ask again.
  if (error.seen.includes(POD_UNREACHABLE)) return undefined;
  // A continue token or resource version that is too old stays too old.
  if (error.code === 'CLUSTER_GONE') return undefined;
  const pause = error.retryAfterMs ?? backOff(failures, FIRST_PAUSE_MS, LONGEST_PAUSE_MS, chance);
  return elapsedMs + pause <= REPEAT_BUDGET_MS ? pause : undefined;
}

/** Doubling pauses from `firstMs` up to `longestMs`, each spread over its upper half. */
export function backOff(failures: number, firstMs: number, longestMs: number, chance: number): number {
  const whole = Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1));
  return whole * (0.5 + chance / 2);
}

const NOT_DONE = new Set<ClusterErrorCode>(['CLUSTER_BUSY', 'CLUSTER_FORBIDDEN', 'CLUSTER_UNREACHABLE']);

/** Refused before it was processed (429, 403), or never received (no connection). */
function certainlyNotDone(error: ClusterError): boolean {
  return NOT_DONE.has(error.code);
}
