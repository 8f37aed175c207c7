import type { Pod } from '../cluster/kinds/kinds.ts';
import { hasEnded } from './containers.ts';
import { RECOVERED_MS, SURVIVED_MS, type CrashLoop } from './crash-loop.ts';
import { podTrouble } from './pod-trouble.ts';

/** From this number of pods in a row on it is a loop: fewer may be an accident, as the pressure of a node. */
const LOOP = 3;

/** The part of the pods of a large workload that may fail in a row: they are on many nodes, and each accident of a node is one of theirs. */
const PART = 1 / 4;

/** Reasons of pods whose node is shut down. pkg/kubelet/nodeshutdown/nodeshutdown_manager.go */
const SHUTDOWN = new Set(['Terminated', 'NodeShutdown']);

/**
 * Pods that fail one after the other, while the workload is complete at the moments between: evicted, rejected by the kubelet. It is a crash loop
 * in which pods take the place of a container. Pods that fail together, as on a node under pressure, count once, and those whose node is shut down
 * do not count. It is over when none has failed for a minute, or for twice as long as between the last two, whichever is longer; pure.
 * A ReplicaSet leaves its failed pods; other controllers delete them.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/controller_utils.go (FilterActivePods)
 * @param pods those of one owner. @param date the API server's time.
 * @example '4 pods have failed one after the other in the last 10 minutes, the last one 12 s ago: it failed (Evicted) (one is web-4)'
 */
export function replacementLoop(pods: readonly Pod[], date: Date): CrashLoop | undefined {
  const failed = pods
    .filter(({ metadata, status }) => status?.phase === 'Failed' && metadata?.deletionTimestamp === undefined)
    .filter(({ status }) => !SHUTDOWN.has(status?.reason ?? ''))
    .filter((pod) => date.getTime() - createdAt(pod) < RECOVERED_MS)
    .toSorted((a, b) => createdAt(a) - createdAt(b));
  const chain: Pod[] = [];
  for (const pod of failed) {
    const last = chain.at(-1);
    if (!last || createdAt(pod) > failedAt(last)) chain.push(pod);
  }
  const [before, last] = chain.slice(-2);
  const live = pods.filter((pod) => !hasEnded(pod)).length;
  if (!before || !last || chain.length < LOOP || chain.length <= live * PART) return undefined;
  const every = failedAt(last) - failedAt(before);
  const since = date.getTime() - failedAt(last);
  const recoveredInMs = Math.max(SURVIVED_MS, Math.min(2 * every, RECOVERED_MS)) - since;
  if (!(recoveredInMs > 0)) return undefined;
  const { name } = last.metadata ?? {};
  const ago = `${Math.max(0, Math.round(since / 1_000))} s ago`;
  return {
    text: `${chain.length} pods have failed one after the other in the last 10 minutes, the last one ${ago}: ${podTrouble(last)?.text} (one is ${name})`,
    hopeless: false,
    todo: `describe pod ${name}`,
    recoveredInMs,
  };
}

/** When a pod failed, in milliseconds since 1970. One that was rejected has not run, and failed when the kubelet saw it. */
function failedAt(pod: Pod): number {
  const { conditions = [], containerStatuses = [], startTime } = pod.status ?? {};
  const ends = containerStatuses.map(({ state }) => state?.terminated?.finishedAt);
  const ended = conditions.find(({ type, status }) => type === 'DisruptionTarget' && status === 'True');
  const stamps = [...ends, ended?.lastTransitionTime, startTime].map((stamp) => Date.parse(stamp ?? ''));
  return Math.max(createdAt(pod), ...stamps.filter((one) => !Number.isNaN(one)));
}

function createdAt({ metadata }: Pod): number {
  return Date.parse(metadata?.creationTimestamp ?? '');
}
