/** How far the rollout of a workload is, according to its own counts alone. */
export interface Rollout {
  done: boolean;
  /** What is missing, in one line; when it is done, its state. */
  reason: string;
  /** All counts in one line. */
  counts: string;
  /** The number of available replicas. */
  available: number;
  /** How many pods it is to have, and lacks. */
  size: Unavailable;
  /** Whether the rollout is complete but for pods that are not available. */
  lacksPodsOnly?: boolean;
}

/** How many pods of a workload are not available. */
export interface Unavailable {
  desired: number;
  missing: number;
  /** How many its update strategy allows. */
  maxUnavailable: number;
}

/**
 * Whether the controller has seen the current spec. Until then the counts, conditions and revision are those of the previous spec.
 */
export function isObserved(workload: {
  metadata?: { generation?: number };
  status?: { observedGeneration?: number };
}): boolean {
  return (workload.status?.observedGeneration ?? 0) >= (workload.metadata?.generation ?? 0);
}

/** Why ready replicas do not count as available yet, to append to a reason; empty when that is not the cause. */
export function tooYoung(
  spec: { minReadySeconds?: number; replicas?: number } | undefined,
  status: { readyReplicas?: number } | undefined,
): string {
  const { minReadySeconds = 0, replicas = 1 } = spec ?? {};
  const { readyReplicas = 0 } = status ?? {};
  if (minReadySeconds === 0 || readyReplicas < replicas) return '';
  const are = readyReplicas === 1 ? 'is' : 'are';
  return `: ${readyReplicas} ${are} ready, which counts after ${minReadySeconds} s (minReadySeconds)`;
}

export const NOT_OBSERVED = 'its controller has not seen the current spec yet';
