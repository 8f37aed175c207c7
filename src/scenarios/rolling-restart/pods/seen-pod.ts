import type { EndpointSlice, Pod } from '../../../cluster/kinds/kinds.ts';

/** How the containers of a pod ended. */
export interface SeenEnd {
  /** When that was seen, on the clock of `Cluster`, in milliseconds. */
  seen: number;
  /** RFC 3339, in whole seconds, on the clock of the node. */
  finishedAt?: string;
  exitCode: number;
  reason?: string;
  message?: string;
}

/** What a watch has seen of one pod. All times are on the clock of `Cluster`, in milliseconds, when the watch saw the change. */
export interface SeenPod {
  name: string;
  node: string;
  graceSeconds: number;
  /** When its deletion was seen. */
  deleted?: number;
  /** When its endpoint was first seen as not ready or no more, after it had been ready. */
  unlisted?: number;
  /** Whether an endpoint of it was ever ready. */
  wasListed: boolean;
  ended?: SeenEnd;
}

/** The exit code of a process that SIGKILL ended. */
export const KILLED = 137;

/** Takes over what a watch sees of a pod. @param container the container that counts. @default all of them */
export function notePod(seen: SeenPod, pod: Pod, container: string | undefined, now: number): void {
  if (pod.metadata?.deletionTimestamp !== undefined) seen.deleted ??= now;
  seen.node = pod.spec?.nodeName ?? seen.node;
  // The kubelet deletes what has ended without one.
  seen.graceSeconds = pod.metadata?.deletionGracePeriodSeconds || seen.graceSeconds;
  // A container that restarts has ended as well.
  const ended = seen.deleted !== undefined && !seen.ended ? endOf(pod, container, now) : undefined;
  if (ended) seen.ended = ended;
}

/** The end of the containers that count: when the last one ended, and what the worst one came to; `undefined` while one runs. */
function endOf({ status }: Pod, container: string | undefined, now: number): SeenEnd | undefined {
  const all = (status?.containerStatuses ?? []).filter(({ name }) => container === undefined || name === container);
  const ends = all.flatMap(({ state }) => state?.terminated ?? []);
  const [worst] = ends.toSorted((a, b) => severity(b.exitCode) - severity(a.exitCode));
  if (!worst || ends.length < all.length) return undefined;
  const finishedAt =
    ends
      .map((end) => end.finishedAt ?? '')
      .toSorted()
      .at(-1) ?? '';
  const { exitCode, reason, message } = worst;
  return {
    ...{ seen: now, exitCode },
    ...(finishedAt !== '' && { finishedAt }),
    ...(reason !== undefined && { reason }),
    ...(message !== undefined && { message }),
  };
}

function severity(exitCode: number): number {
  return exitCode === KILLED ? 2 : exitCode === 0 ? 0 : 1;
}

/** Takes over whether its endpoint is ready now. */
export function noteEndpoint(seen: SeenPod, isReady: boolean, now: number): void {
  if (isReady) {
    seen.wasListed = true;
    delete seen.unlisted;
  } else if (seen.wasListed) seen.unlisted ??= now;
}

/** The uids of the pods whose endpoints are ready: these alone get new connections while there is one. Pure. */
export function readyPods(slices: readonly EndpointSlice[]): Set<string> {
  return new Set(
    slices.flatMap(({ endpoints }) =>
      (endpoints ?? []).flatMap(({ conditions, targetRef }) =>
        (conditions?.ready ?? true) && targetRef?.uid !== undefined ? [targetRef.uid] : [],
      ),
    ),
  );
}
