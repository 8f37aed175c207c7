/** Why the figures of a load test are not valid. */
export interface ValidityIssue {
  /** Stable code: `LOAD_WORKER_LOST`. */
  code: string;
  reason: string;
}
