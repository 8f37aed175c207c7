import { ShakedownError, type ErrorFacts } from '../errors/shakedown-error.ts';

/** What the API server, or the way to it, had against a call. */
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
  | 'CLUSTER_TLS';

/**
 * An error of the cluster door: the foreign error translated once, with what a caller needs to decide whether to go on. What it means for a
 * check depends on that too, see `outcomeOf`.
 */
export class ClusterError extends ShakedownError {
  declare readonly code: ClusterErrorCode;
  declare readonly meaning: 'infrastructure';
  /** Whether the same call may succeed a moment later by itself (429, 5xx, connection cut, API server restarting). */
  readonly transient: boolean;
  /** Whether the API server itself could not be asked (not reached, silent, failing reads): nothing is known of what was asked. */
  readonly unanswered: boolean;
  /** HTTP status, when an answer came. */
  readonly status: number | undefined;
  /** How long the server asked to stay away (Retry-After), in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ClusterErrorCode,
    facts: Omit<ErrorFacts, 'meaning'> & {
      transient: boolean;
      /** @default false */
      unanswered?: boolean;
      status?: number | undefined;
      retryAfterMs?: number | undefined;
    },
  ) {
    super(code, { ...facts, meaning: 'infrastructure' });
    this.transient = facts.transient;
    this.unanswered = facts.unanswered ?? false;
    this.status = facts.status;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** Whether a call came upon an object that exists already, or is not the one that was meant. */
export function isConflict(error: unknown): error is ClusterError {
  return error instanceof ClusterError && error.code === 'CLUSTER_CONFLICT';
}

/** Whether a call was refused for want of a right, or by a policy or quota. */
export function isForbidden(error: unknown): error is ClusterError {
  return error instanceof ClusterError && error.code === 'CLUSTER_FORBIDDEN';
}
