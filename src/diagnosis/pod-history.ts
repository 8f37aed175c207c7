import type { Pod } from '../cluster/kinds/kinds.ts';
import { unreadySince } from './pod-age.ts';
import { podTrouble } from './pod-trouble.ts';

/** What the looks of a wait have seen of the pods of a workload. */
export interface PodHistory {
  /** When the pods were read last, in milliseconds since 1970. */
  readAt: number;
  /** By their places those that were in trouble at all looks since the one at which they were seen so first. */
  troubled: ReadonlyMap<string, PlaceInTrouble>;
  /** How many pods the workload was to have at the first look. */
  desired: number;
  /** How many pods of each template were ready at the first look. */
  ready: ReadonlyMap<string, number>;
  /** The places that had a pod at the first look, if some had none; absent from the second look on. */
  filled?: ReadonlySet<string>;
}

/** A place whose pod is in trouble, or does not exist. */
export interface PlaceInTrouble {
  /** Since when, in milliseconds since 1970; negative infinity for a place without a pod at the first look, of which nobody knows since when. */
  since: number;
  /** The uids of the pods that were seen there. */
  pods: ReadonlySet<string>;
}

/**
 * Where a pod has its place: one that takes the place of another is the same to its workload. A StatefulSet replaces pods under the same name, a
 * DaemonSet on the same node; pure.
 * @returns `undefined` for a pod that has no place of its own, as that of a ReplicaSet.
 * @example 'pod db-3', 'node node-1'
 */
export function placeOf({ metadata, spec }: Pod): string | undefined {
  const owner = metadata?.ownerReferences?.find(({ controller }) => controller)?.kind;
  if (owner === 'StatefulSet') return `pod ${metadata?.name}`;
  if (owner !== 'DaemonSet') return undefined;
  const node = spec?.nodeName ?? nodeOfAffinity(spec);
  return node === undefined ? undefined : `node ${node}`;
}

/** The node for which a DaemonSet has made a pod that is not scheduled yet. pkg/controller/daemon/util/daemonset_util.go */
function nodeOfAffinity(spec: Pod['spec']): string | undefined {
  const terms = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const fields = terms.flatMap(({ matchFields = [] }) => matchFields);
  return fields.find(({ key }) => key === 'metadata.name')?.values?.[0];
}

/** The template that a pod was made from, as its controller labels it; empty when it has no such label; pure. */
export function templateOf({ metadata }: Pod): string {
  const { labels = {} } = metadata ?? {};
  return labels['controller-revision-hash'] ?? labels['pod-template-hash'] ?? '';
}

/** How many of the pods are ready, by template; pure. */
export function readyByTemplate(pods: readonly Pod[]): Map<string, number> {
  const ready = new Map<string, number>();
  for (const pod of pods) if (!podTrouble(pod)) ready.set(templateOf(pod), (ready.get(templateOf(pod)) ?? 0) + 1);
  return ready;
}

/**
 * The history with a further look; pure. A place stays in trouble until its pod is seen to be ready: at the moment of a look a pod may be deleted,
 * and the one that replaces it not created yet. So is one that has a pod at the second look only, and had to have one at the first.
 * @param pods those of the workload. @param date the API server's time. @param desired how many pods the workload is to have.
 */
export function withLook(
  history: PodHistory | undefined,
  pods: readonly Pod[],
  { date, desired }: { date: Date; desired: number },
): PodHistory {
  const troubled = new Map(history?.troubled);
  const inReady = new Set(pods.filter((pod) => !podTrouble(pod)).map((pod) => placeOf(pod)));
  for (const pod of pods) {
    const place = placeOf(pod);
    if (place === undefined) continue;
    if (inReady.has(place)) {
      troubled.delete(place);
      continue;
    }
    const before = troubled.get(place);
    const wasEmpty = history?.filled?.has(place) === false;
    const since = Math.min(before?.since ?? Number.POSITIVE_INFINITY, wasEmpty ? -Infinity : troubledSince(pod));
    troubled.set(place, { since, pods: new Set([...(before?.pods ?? []), pod.metadata?.uid ?? '']) });
  }
  const filled = new Set(pods.flatMap((pod) => placeOf(pod) ?? []));
  return {
    troubled,
    readAt: date.getTime(),
    desired: history?.desired ?? desired,
    ready: history?.ready ?? readyByTemplate(pods),
    ...(history === undefined && filled.size < desired && { filled }),
  };
}

/**
 * Since when a pod is not what it should be, in milliseconds since 1970. One that is being deleted should not exist any more at that time; pure.
 */
export function troubledSince(pod: Pod): number {
  return Date.parse(pod.metadata?.deletionTimestamp ?? unreadySince(pod) ?? '');
}
