import type { Event, Pod } from '../cluster/kinds.ts';
import { podTrouble, type PodTrouble } from './pod-trouble.ts';

/** The most likely reason why a workload is not rolled out or not healthy. */
export interface RootCause {
  text: string;
  hopeless: boolean;
  /** The arguments of a kubectl command that shows more, without the namespace. */
  todo: string;
}

/** What is known about the pods of a workload. */
export interface PodEvidence {
  pods: readonly Pod[];
  /** Warnings of the namespace. */
  events: readonly Event[];
  /** The API server's time when the pods were read. */
  date?: Date;
  /** Why a part is missing: a sentence for each kind that could not be read. */
  unread?: { pods?: string; events?: string };
}

export const NO_EVIDENCE: PodEvidence = { pods: [], events: [] };

/**
 * The root cause of a workload that creates its pods itself (a StatefulSet, a DaemonSet, a Job): pods that it cannot create (known
 * from events only), otherwise what is wrong with its pods.
 */
export function ownedCause(
  owner: { metadata?: { uid?: string; name?: string } },
  evidence: PodEvidence,
  resource: string,
): RootCause | undefined {
  const inPods = rootCause(evidence);
  const cannotCreate = newestAbout(owner.metadata, evidence.events, 'FailedCreate');
  if (cannotCreate === undefined || inPods?.hopeless) return inPods;
  // Events stay for an hour; a pod that was created since shows that the cause is over.
  const isOver = evidence.pods.some(
    ({ metadata }) => Date.parse(metadata?.creationTimestamp ?? '') > timeOf(cannotCreate),
  );
  if (isOver) return inPods;
  return {
    text: `its pods cannot be created: ${textOf(cannotCreate)}`,
    hopeless: false,
    todo: `describe ${resource} ${owner.metadata?.name}`,
  };
}

/**
 * The root cause among a workload's pods: the one that explains most, with how many pods share it and the name of one.
 * @example 'image "shop/web:9" cannot be pulled (ErrImagePull): … not found (2 of 3 pods, one is web-6f9-x2x)'
 */
export function rootCause({ pods, events, unread }: PodEvidence): RootCause | undefined {
  const groups = new Map<string, { trouble: PodTrouble; pods: Pod[] }>();
  for (const pod of pods) {
    const trouble = podTrouble(pod);
    if (!trouble) continue;
    // Pods with the same trouble differ in names and numbers.
    const key = trouble.text.replaceAll(pod.metadata?.name ?? '', '').replaceAll(/\d+/g, '');
    const group = groups.get(key) ?? { trouble, pods: [] };
    group.pods.push(pod);
    if (trouble.hopeless && !group.trouble.hopeless) group.trouble = trouble;
    groups.set(key, group);
  }
  const weighed = [...groups.values()].map((group) => ({ ...group, weight: weightOf(group, events) }));
  const [worst] = weighed.toSorted((a, b) => b.weight - a.weight || b.pods.length - a.pods.length);
  const example = worst?.pods[0]?.metadata;
  if (!worst || !example) return undefined;
  const { trouble } = worst;
  // A pod that only waits or is not ready has its reason only in an event: a volume, the network, a probe. Events of probes count
  // only for a pod that is not ready.
  const relevant = trouble.weight === 5 ? events : events.filter(({ reason }) => reason !== 'Unhealthy');
  const waits = trouble.weight < 7 ? (warningOf(example, relevant) ?? unread?.events) : undefined;
  const said = trouble.crashes ? endedByProbe(example, events) : waits;
  const more = said !== undefined && !trouble.text.includes(said) ? `; ${said}` : '';
  const share =
    worst.pods.length === 1 && pods.length === 1
      ? `pod ${example.name}`
      : `${worst.pods.length} of ${pods.length} pods, one is ${example.name}`;
  return { text: `${trouble.text}${more} (${share})`, hopeless: trouble.hopeless, todo: trouble.todo };
}

/** The weight of a trouble. Failed pods stay for long, so a pod that waits for what an event names counts more. */
function weightOf({ trouble, pods }: { trouble: PodTrouble; pods: Pod[] }, events: readonly Event[]): number {
  const isStarting = trouble.weight === 2 || trouble.weight === 3;
  return isStarting && warningOf(pods[0]?.metadata, events) !== undefined ? 4.5 : trouble.weight;
}

/** The newest message about the probe for which the kubelet ends a container of the pod. */
export function endedByProbe(pod: { uid?: string }, events: readonly Event[]): string | undefined {
  const probes = events.filter(({ message = '' }) => /^(Liveness|Startup) probe /.test(message));
  return warningOf(pod, probes, 'Unhealthy');
}

/** The newest warning about an object, in one line. */
function warningOf(
  object: { uid?: string } | undefined,
  events: readonly Event[],
  reason?: string,
): string | undefined {
  return textOf(newestAbout(object, events, reason));
}

function newestAbout(
  object: { uid?: string } | undefined,
  events: readonly Event[],
  reason?: string,
): Event | undefined {
  return events
    .filter((event) => event.involvedObject.uid === object?.uid && (reason === undefined || event.reason === reason))
    .toSorted((a, b) => timeOf(b) - timeOf(a))[0];
}

function textOf(event: Event | undefined): string | undefined {
  return event?.message?.trim().replaceAll(/\s*\n\s*/g, ' ');
}

/** When an event was last seen, in milliseconds since 1970. */
export function timeOf({ series, lastTimestamp, eventTime, metadata }: Event): number {
  return Date.parse(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '');
}
