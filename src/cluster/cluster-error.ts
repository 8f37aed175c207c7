import { ShakedownError, type ErrorFacts } from '../errors/shakedown-error.ts';

/** Why a call failed at the API server or on the way to it. */
export type ClusterErrorCode =
  | 'CLUSTER_UNREACHABLE'
  | 'CLUSTER_TIMEOUT'
  | 'CLUSTER_BUSY'
  | 'CLUSTER_UNAVAILABLE'
  | 'CLUSTER_UNAUTHORIZED'
  | 'CLUSTER_FORBIDDEN'
  | 'CLUSTER_NOT_FOUND'
  | 'CLUSTER_NO_SUCH_KIND'
  | 'CLUSTER_CONFLICT'
  | 'CLUSTER_INVALID'
  | 'CLUSTER_GONE'
  /** What answers behind the proxy of the API server says more than is read. */
  | 'CLUSTER_TOO_LARGE'
  | 'CLUSTER_TLS';

/**
 * A call to the API server failed: the error of a library or of the server, translated once, with what a caller needs to decide whether to
 * continue. See `outcomeOf` for what it means for a check.
 */
export class ClusterError extends ShakedownError {
  declare readonly code: ClusterErrorCode;
  declare readonly meaning: 'infrastructure';
  /** Whether the same call may succeed a moment later (429, 5xx, connection cut, API server restarting). */
  readonly transient: boolean;
  /** Whether the API server itself gave no answer (not reached, silent, failing reads): then nothing is known about the object. */
  readonly unanswered: boolean;
  /** HTTP status, when there was an answer. */
  readonly status: number | undefined;
  /** How long the server asked to wait before the next attempt (Retry-After), in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Where a LIST that has expired can go on, with newer objects than it began with. */
  readonly goOn: string | undefined;

  constructor(
    code: ClusterErrorCode,
    facts: Omit<ErrorFacts, 'meaning'> & {
      transient: boolean;
      /** @default false */
      unanswered?: boolean;
      status?: number | undefined;
      retryAfterMs?: number | undefined;
      goOn?: string | undefined;
    },
  ) {
    super(code, { ...facts, meaning: 'infrastructure' });
    this.transient = facts.transient;
    this.unanswered = facts.unanswered ?? false;
    this.status = facts.status;
    this.retryAfterMs = facts.retryAfterMs;
    this.goOn = facts.goOn;
  }
}

/** Whether a call failed because the object exists already, or is not the one that the call was for. */
export function isConflict(error: unknown): error is ClusterError {
  return error instanceof ClusterError && error.code === 'CLUSTER_CONFLICT';
}

/** Whether a call was refused because a permission is missing, or by a policy or quota. */
export function isForbidden(error: unknown): error is ClusterError {
  return error instanceof ClusterError && error.code === 'CLUSTER_FORBIDDEN';
}
