/** How far a workload is on its way to its desired state, by its own counts alone. */
export interface Rollout {
  done: boolean;
  /** What is still missing, in one line; when done, how it is. */
  reason: string;
  /** All counts in one line. */
  counts: string;
  /** How many replicas do their work. */
  available: number;
}

/**
 * Whether the controller has seen the present spec. Until then its counts, conditions and revision speak of the one before.
 */
export function isObserved(workload: {
  metadata?: { generation?: number };
  status?: { observedGeneration?: number };
}): boolean {
  return (workload.status?.observedGeneration ?? 0) >= (workload.metadata?.generation ?? 0);
}

export const NOT_OBSERVED = 'its controller has not seen the present spec yet';
