import type { PodEvidence } from '../../../diagnosis/root-cause.ts';
import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { formatAge } from '../age.ts';
import { several } from '../counts.ts';
import type { Rollout } from './rollout.ts';
import { youngTroubles, type PodOwner } from './troubled-pods.ts';

/**
 * How many pods of a workload may be unavailable for a moment: what its own update strategy allows, but at least a quarter, as a Deployment allows
 * by default, and never all of them. Pods of large workloads are replaced all the time; pure.
 * @param desired the number of its pods.
 * @param maxUnavailable how many pods its strategy allows. @default 0
 */
export function toleratedPods(desired: number, maxUnavailable = 0): number {
  return Math.max(0, Math.min(desired - 1, Math.max(Math.floor(desired / 4), maxUnavailable)));
}

/**
 * Why a workload with unavailable pods is healthy all the same: other ones at each time, no more than it tolerates, and none of them for as long
 * as the wait. `undefined` when it is not so, or not at its end, when nothing is known about its pods, or when one of them is in a trouble that
 * waiting rarely cures. Pods of a StatefulSet that take each other's name, and those of a DaemonSet on the same node, are one and the same. Pure.
 * @param owner the workload.
 */
export function churn({ lacksPodsOnly, size }: Rollout, evidence: PodEvidence, owner: PodOwner): string | undefined {
  const { desired, missing, maxUnavailable } = size;
  if (!lacksPodsOnly || !evidence.date || missing > toleratedPods(desired, maxUnavailable)) return undefined;
  const now = evidence.date.getTime();
  const troubled = youngTroubles(evidence, owner);
  if (!troubled) return undefined;
  const longest = Math.max(0, ...troubled.map(({ since }) => now - since));
  return `${desired - missing} of ${several(desired, 'pod')} available; the others change, and none of them has been unavailable for longer than ${formatAge(longest)}`;
}

/**
 * Pods that wait for room and may do so for ever, because their priority is negative: placeholders that give way to all other pods, as those that
 * keep room in a cluster that is scaled automatically. Pure.
 */
export function placeholders(pods: readonly Pod[]): Pod[] {
  return pods.filter(({ metadata, spec, status }) => {
    const scheduled = status?.conditions?.find(({ type }) => type === 'PodScheduled');
    const waits = scheduled?.status === 'False' && scheduled.reason === 'Unschedulable';
    return metadata?.deletionTimestamp === undefined && waits && (spec?.priority ?? 0) < 0;
  });
}
