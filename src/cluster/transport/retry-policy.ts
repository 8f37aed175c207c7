import type { Call } from './call.ts';
import { ClusterError, type ClusterErrorCode } from '../cluster-error.ts';

/** For how long the door repeats one call by itself. What lasts longer is for a wait to live through, or for people to hear of. */
const REPEAT_BUDGET_MS = 10_000;

/** What the API server says when its proxy gets no connection to a pod. */
const POD_UNREACHABLE = 'error trying to reach service';
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2_000;

/**
 * How long the door pauses before it repeats a call that failed, in milliseconds; `undefined` when it must not repeat it.
 * @param failures how often the call has failed by now, at least 1.
 * @param elapsedMs since the first attempt began.
 * @param chance from 0 to 1; spreads the repeats of many callers.
 */
export function pauseBeforeRepeat(
  call: Pick<Call, 'repeat'>,
  error: unknown,
  { failures, elapsedMs, chance }: { failures: number; elapsedMs: number; chance: number },
): number | undefined {
  if (!(error instanceof ClusterError) || !error.transient || call.repeat === 'never') return undefined;
  if (call.repeat === 'once' && !surelyNotDone(error)) return undefined;
  // The API server is well and could not reach the pod: whether to ask again is for those to say who know the pod.
  if (error.seen.includes(POD_UNREACHABLE)) return undefined;
  // A continue token or a resource version that is too old does not get younger.
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

/** Refused before it was looked at (429, 403), or never received (no connection). */
function surelyNotDone(error: ClusterError): boolean {
  return NOT_DONE.has(error.code);
}
