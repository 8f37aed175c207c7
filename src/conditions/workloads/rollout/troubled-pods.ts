import type { Event, Pod } from '../../../cluster/kinds/kinds.ts';
import { hasEnded } from '../../../diagnosis/containers.ts';
import { crashLoop } from '../../../diagnosis/crash-loop.ts';
import { timeOf } from '../../../diagnosis/event-time.ts';
import { placeOf, troubledSince } from '../../../diagnosis/pod-history.ts';
import { podTrouble } from '../../../diagnosis/pod-trouble.ts';
import { replacementLoop } from '../../../diagnosis/replacement-loop.ts';
import type { PodEvidence } from '../../../diagnosis/root-cause.ts';

/** Time stamps of conditions are whole seconds. */
const SECOND = 1_000;

/** What an Event of a controller says when it cannot create or keep a pod. */
const REFUSED = new Set(['FailedCreate', 'FailedDaemonPod', 'FailedPlacement']);

/** The workload whose pods are judged. */
export interface PodOwner {
  kind: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  uid?: string | undefined;
  /** How long a pod has to be ready before it counts as available, in seconds. @default 0 */
  minReadySeconds?: number | undefined;
  /** Its controller is not allowed to create its pods, or says that its rollout makes no progress, or somebody has paused it. */
  isHeld?: boolean;
}

/** A pod that is in trouble. */
export interface TroubledPod {
  pod: Pod;
  /** Since when it is, or another one in its place, in milliseconds since 1970. */
  since: number;
}

/**
 * The pods of a workload that are in trouble at the end of a wait, if none of them has been so for the whole wait, and time may cure all of them.
 * `undefined` when it is not so, or not at its end, or when nothing is known about its pods. Pure.
 */
export function youngTroubles(evidence: PodEvidence, owner: PodOwner): TroubledPod[] | undefined {
  const { pods, events, unread, date, waitedSince, history } = evidence;
  if (!date || !waitedSince || unread?.pods !== undefined || owner.isHeld) return undefined;
  if (events.some((event) => isRefusal(event, owner.uid, waitedSince)) || replacementLoop(pods, date)) return undefined;
  const limit = waitedSince.getTime() + SECOND;
  const live = pods.filter((pod) => !hasEnded(pod));
  // A ReplicaSet replaces a pod that is being deleted at once; the others first wait until it is deleted.
  const concerned = owner.kind === 'Deployment' ? live.filter((pod) => !isTerminating(pod)) : live;
  const troubled = concerned
    .filter((pod) => podTrouble(pod) !== undefined || crashLoop({ pods: [pod], events }, date))
    .map((pod) => ({ pod, since: Math.min(troubledSince(pod), placeInTrouble(pod, history)?.since ?? Infinity) }));
  const isStuck = troubled.some(({ pod, since }) => since <= limit || isLasting(pod, events, date));
  const isEmpty = emptyPlaces(evidence, owner).some(({ since }) => since <= limit);
  return isStuck || isEmpty ? undefined : troubled;
}

/**
 * What is wrong with a place whose pods were replaced and were not ready at any look; `undefined` when there is none. Pure.
 * @example 'pod db-3 was replaced twice or more during the wait, and was not ready at any look'
 */
export function replacedInVain({ waitedSince, history }: PodEvidence): string | undefined {
  if (!waitedSince || !history) return undefined;
  const [first, ...more] = [...history.troubled].filter(
    ([, { since, pods }]) => pods.size > 1 && since <= waitedSince.getTime() + SECOND,
  );
  if (!first) return undefined;
  const [place, { pods }] = first;
  const others = more.length === 0 ? '' : `, as ${more.length} more`;
  const what = place.startsWith('node ') ? `the pod of ${place}` : place;
  return `${what} was seen to be replaced ${pods.size === 2 ? 'once' : `${pods.size - 1} times`} during the wait, and was not ready at any look${others}`;
}

function placeInTrouble(pod: Pod, history: PodEvidence['history']) {
  const place = placeOf(pod);
  return place === undefined ? undefined : history?.troubled.get(place);
}

/** Places of a StatefulSet that were in trouble and have no pod right now. Those of a DaemonSet may have lost their node. */
function emptyPlaces({ pods, history }: PodEvidence, { kind }: PodOwner): readonly { since: number }[] {
  if (kind !== 'StatefulSet' || !history) return [];
  const filled = new Set(pods.map((pod) => placeOf(pod)));
  return [...history.troubled].filter(([place]) => !filled.has(place)).map(([, trouble]) => trouble);
}

function isLasting(pod: Pod, events: readonly Event[], date: Date): boolean {
  if (isTerminating(pod)) return false;
  const trouble = podTrouble(pod);
  return trouble?.hopeless === true || trouble?.weight === 10 || crashLoop({ pods: [pod], events }, date) !== undefined;
}

function isTerminating({ metadata }: Pod): boolean {
  return metadata?.deletionTimestamp !== undefined;
}

function isRefusal(event: Event, owner: string | undefined, waitedSince: Date): boolean {
  const { reason = '', involvedObject } = event;
  return REFUSED.has(reason) && involvedObject.uid === owner && timeOf(event) >= waitedSince.getTime();
}
