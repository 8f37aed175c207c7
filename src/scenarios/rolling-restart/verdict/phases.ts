import type { EndingPod } from '../pods/ending-pod.ts';
import { hasFailed, type SentRequest } from '../requests/sent-request.ts';

/**
 * When a request failed, by the end of the pod that it went to: before SIGTERM; after it, while the endpoint was listed; while it was still listed
 * although it should long have been removed; after the endpoint was removed, while the process ran; after its end.
 */
export type Phase = 'before' | 'listed' | 'overdue' | 'removed' | 'exited';

/** The phases in the order of time, and how they are called. */
export const phases: Readonly<Record<Phase, string>> = {
  before: 'before SIGTERM',
  listed: 'after SIGTERM, while the endpoint was listed',
  overdue: 'while the endpoint was still listed, seconds after SIGTERM',
  removed: 'after the endpoint was removed',
  exited: 'after the exit',
};

/** A failed request and where it belongs. */
export interface PlacedRequest {
  request: SentRequest;
  phase: Phase;
  /** The pod that it went to, or probably went to; absent when no pod ended at that time. */
  pod?: EndingPod;
}

/** How long after the end of a pod requests may still be sent to it, in milliseconds: nodes learn late that its endpoint was removed. */
const ECHO_MS = 15_000;

/**
 * How long after SIGTERM an endpoint may be listed, in milliseconds, before that is no fault of the app: controllers and nodes take a fraction of a second.
 */
export const OVERDUE_MS = 2_000;

/** The failed requests, each with its phase; pure. */
export function placeFailures(requests: readonly SentRequest[], pods: readonly EndingPod[]): PlacedRequest[] {
  return requests.filter(hasFailed).map((request) => {
    // A request without an answer waited from its begin, any other one was refused or cut at its end.
    const at = request.error === 'timeout' ? request.sent : request.ended;
    const pod = podOf(request, at, pods);
    return pod ? { request, phase: phaseAt(at, pod), pod } : { request, phase: 'before' };
  });
}

/** The phase of a pod at a time; pure. */
export function phaseAt(at: number, { sigterm, unlisted, exit, toleranceMs }: EndingPod): Phase {
  // Whether its process still runs then does not matter.
  if (at >= sigterm + OVERDUE_MS && (unlisted === undefined || at < unlisted)) return 'overdue';
  if (exit !== undefined && at + toleranceMs >= exit) return 'exited';
  if (at + toleranceMs < sigterm) return 'before';
  return unlisted === undefined || at < unlisted ? 'listed' : 'removed';
}

/**
 * The pod that a request went to: the one whose connection it used, or that answered. A new connection that was refused names none: then it is the
 * one that ended last.
 */
function podOf({ pod: name }: SentRequest, at: number, pods: readonly EndingPod[]): EndingPod | undefined {
  if (name !== undefined) return pods.find((pod) => pod.name === name);
  const ending = pods.filter(({ sigterm, unlisted = 0, exit = 0, toleranceMs }) => {
    const last = Math.max(sigterm, unlisted, exit);
    return at + toleranceMs >= sigterm && at <= last + ECHO_MS;
  });
  return ending.toSorted((a, b) => b.sigterm - a.sigterm)[0];
}
