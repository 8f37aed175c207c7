import { crashLoop } from '../../diagnosis/crash-loop.ts';
import { timeOf } from '../../diagnosis/event-time.ts';
import { unreadySince } from '../../diagnosis/pod-age.ts';
import { podTrouble } from '../../diagnosis/pod-trouble.ts';
import { replacementLoop } from '../../diagnosis/replacement-loop.ts';
import type { PodEvidence } from '../../diagnosis/root-cause.ts';
import type { Event, Pod } from '../../cluster/kinds.ts';
import { formatAge } from './age.ts';
import { several } from './counts.ts';
import type { Rollout } from './rollout.ts';

/** Time stamps of conditions are whole seconds. */
const SECOND = 1_000;

/** What an Event of a controller says when it cannot create or keep a pod. */
const REFUSED = new Set(['FailedCreate', 'FailedDaemonPod', 'FailedPlacement']);

/**
 * How many pods of a workload may be unavailable for a moment: what its own update strategy allows, but at least a quarter, as a Deployment allows
 * by default, and never all of them. Pods of large workloads are replaced all the time; pure.
 * @param desired the number of its pods.
 * @param maxUnavailable of its strategy, a number or a percentage.
 */
export function toleratedPods(desired: number, maxUnavailable?: number | string): number {
  const percent = typeof maxUnavailable === 'string' ? Number(maxUnavailable.replace('%', '')) : undefined;
  const own = percent === undefined ? Number(maxUnavailable ?? 0) : Math.floor((desired * percent) / 100);
  return Math.max(0, Math.min(desired - 1, Math.max(Math.floor(desired / 4), own)));
}

/**
 * Why a workload with unavailable pods is healthy all the same: other ones at each time, no more than it tolerates, and none of them for as long
 * as the wait. `undefined` when it is not so, or not at its end, when nothing is known about its pods, or when one of them is in a trouble that
 * waiting rarely cures. Pure.
 * @param owner the workload.
 */
export function churn(
  { unavailable }: Rollout,
  { pods, events, unread, date, waitedSince }: PodEvidence,
  owner: { kind: string; uid?: string | undefined; isRefused?: boolean },
): string | undefined {
  if (!unavailable || !date || !waitedSince || unread?.pods !== undefined || owner.isRefused) return undefined;
  const { desired, missing } = unavailable;
  if (missing > toleratedPods(desired, unavailable.maxUnavailable)) return undefined;
  if (events.some((event) => isRefusal(event, owner.uid, waitedSince))) return undefined;
  if (replacementLoop(pods, date)) return undefined;
  const live = pods.filter(({ status }) => status?.phase !== 'Failed' && status?.phase !== 'Succeeded');
  // A ReplicaSet replaces a pod that is being deleted at once; the others first wait until it is deleted.
  const concerned = owner.kind === 'Deployment' ? live.filter((pod) => !isTerminating(pod)) : live;
  const troubled = concerned.filter((pod) => podTrouble(pod) !== undefined || crashLoop({ pods: [pod], events }, date));
  if (troubled.some((pod) => isStuck(pod, events, date, waitedSince))) return undefined;
  const longest = Math.max(0, ...troubled.map((pod) => date.getTime() - troubledSince(pod)));
  return `${desired - missing} of ${several(desired, 'pod')} available; the others change, and none of them has been unavailable for longer than ${formatAge(longest)}`;
}

function isStuck(pod: Pod, events: readonly Event[], date: Date, waitedSince: Date): boolean {
  if (troubledSince(pod) <= waitedSince.getTime() + SECOND) return true;
  if (isTerminating(pod)) return false;
  const trouble = podTrouble(pod);
  const isLasting = trouble?.hopeless === true || trouble?.weight === 10;
  return isLasting || crashLoop({ pods: [pod], events }, date) !== undefined;
}

/** Since when a pod is not what it should be, in milliseconds since 1970. One that is being deleted should not exist any more at that time. */
function troubledSince(pod: Pod): number {
  return Date.parse(pod.metadata?.deletionTimestamp ?? unreadySince(pod) ?? '');
}

function isTerminating({ metadata }: Pod): boolean {
  return metadata?.deletionTimestamp !== undefined;
}

function isRefusal(event: Event, owner: string | undefined, waitedSince: Date): boolean {
  const { reason = '', involvedObject } = event;
  return REFUSED.has(reason) && involvedObject.uid === owner && timeOf(event) >= waitedSince.getTime();
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
