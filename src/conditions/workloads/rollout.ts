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

/** Why replicas that are ready do not count as available yet; nothing when that is not what is missing. */
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

export const NOT_OBSERVED = 'its controller has not seen the present spec yet';
