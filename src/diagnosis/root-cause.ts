import type { Event, Pod } from '../cluster/kinds/kinds.ts';
import { timeOf } from './event-time.ts';
import { redacted } from '../redaction/redacted.ts';
import { lastLines } from './log-lines.ts';
import { crashingSince, unreadySince } from './pod-age.ts';
import { hookFails, podTrouble, type PodTrouble } from './pod-trouble.ts';
import type { PodHistory } from './pod-history.ts';
import { unboundClaim } from './unbound-claim.ts';

/** The most likely reason why a workload is not rolled out or not healthy. */
export interface RootCause {
  text: string;
  hopeless: boolean;
  /** Since when it is so, as RFC 3339, if waiting rarely cures it. */
  stuckSince?: string;
  /** The arguments of a kubectl command that shows more, without the namespace. */
  todo: string;
  /** The container whose end is the cause, if it left no message: the end of its log says more. */
  crashed?: Crashed;
}

/** A container that ended. */
export interface Crashed {
  pod: string;
  container: string;
  /** Its pod has ended: it was not started again since. */
  isOver?: boolean;
}

/** What is known about the pods of a workload. */
export interface PodEvidence {
  pods: readonly Pod[];
  /** Warnings of the namespace. */
  events: readonly Event[];
  /** The API server's time when the pods were read. */
  date?: Date;
  /** When the wait began, at its last look. */
  waitedSince?: Date;
  /** What the looks of the wait have seen, this one included. */
  history?: PodHistory;
  /** The end of the log of a container that ended. */
  log?: Crashed & { text: string };
  /** Why a part is missing: a sentence for each kind that could not be read. */
  unread?: { pods?: string; events?: string };
}

/** Warnings with what a command of the app printed. pkg/kubelet/events/event.go of Kubernetes */
const OF_COMMANDS = new Set(['Unhealthy', 'ProbeWarning', 'FailedPostStartHook', 'FailedPreStopHook']);

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
    ...stuck(cannotCreate.firstTimestamp ?? cannotCreate.eventTime),
    todo: `describe ${resource} ${owner.metadata?.name}`,
  };
}

/**
 * The root cause among a workload's pods: the one that explains most, with how many pods share it and the name of one.
 * @example 'image "shop/web:9" cannot be pulled (ErrImagePull): … not found (2 of 3 pods, one is web-6f9-x2x)'
 */
export function rootCause({ pods, events, unread, date, log }: PodEvidence): RootCause | undefined {
  const groups = new Map<string, { trouble: PodTrouble; pods: Pod[] }>();
  for (const pod of pods) {
    const trouble = troubleOf(pod, events);
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
  const said = trouble.crash ? undefined : waits;
  const more = said !== undefined && !trouble.text.includes(said) ? `; ${said}` : '';
  const share =
    worst.pods.length === 1 && pods.length === 1
      ? `pod ${example.name}`
      : `${worst.pods.length} of ${pods.length} pods, one is ${example.name}`;
  const ended = trouble.crash ? endOf(trouble.crash, example, events, log) : failureOf(trouble, example, log);
  return {
    text: `${ended?.text ?? trouble.text}${more} (${share})`,
    hopeless: trouble.hopeless,
    todo: trouble.todo,
    ...(rarelyCures(trouble, said) && date && stuck(oldest(worst.pods, trouble, date))),
    ...(ended?.crashed && { crashed: ended.crashed }),
  };
}

/** What is wrong with a pod, by its own status, or by the events of what it waits for. */
function troubleOf(pod: Pod, events: readonly Event[]): PodTrouble | undefined {
  const trouble = podTrouble(pod);
  const unbound = trouble && unboundClaim(pod, events);
  if (!unbound) return trouble;
  // Pods with a claim each have the same trouble.
  return { ...trouble, text: unbound.text, todo: `describe pvc ${unbound.claim}`, isFixed: true };
}

/** How a container ends, for people: the probe or the hook for which the kubelet ends it comes first, otherwise its own last words. */
function endOf(
  { container, restarts, said, text, endedByKubelet }: NonNullable<PodTrouble['crash']>,
  pod: { uid?: string; name?: string },
  events: readonly Event[],
  log: PodEvidence['log'],
): { text: string; crashed?: Crashed } {
  const probe = endedByProbe(pod, events, container);
  if (probe && endedByKubelet)
    return { text: `container ${container} is ended by its ${probe.kind} probe (${restarts}): ${probe.message}` };
  const own = events.filter(({ involvedObject: { fieldPath } }) => fieldPath?.endsWith(`{${container}}`));
  const hook = endedByKubelet ? warningOf(pod, own, 'FailedPostStartHook') : undefined;
  if (hook !== undefined && !probe) return { text: `${hookFails(container)} (${restarts}): ${hook}` };
  const failed = probe ? `; ${probe.message}` : '';
  if (said !== '') return { text: `${text}: ${said}${failed}` };
  const isLogged = log !== undefined && log.pod === pod.name && log.container === container;
  const lines = isLogged ? lastLines(log.text) : '';
  return {
    text: `${text}${failed}${lines === '' ? '' : `; the end of its log: ${lines}`}`,
    crashed: { pod: pod.name ?? '', container },
  };
}

/** How a container ended for which its pod has failed, with the end of its log if it has no last words. */
function failureOf({ text, silent }: PodTrouble, pod: { name?: string }, log: PodEvidence['log']) {
  if (silent === undefined) return undefined;
  const isLogged = log !== undefined && log.pod === pod.name && log.container === silent;
  const lines = isLogged ? lastLines(log.text) : '';
  return {
    text: `${text}${lines === '' ? '' : `; the end of its log: ${lines}`}`,
    crashed: { pod: pod.name ?? '', container: silent, isOver: true },
  };
}

/** Whether waiting rarely cures a trouble: the image is not there, the spec is wrong, what it names does not exist, it crashes. */
function rarelyCures({ hopeless, weight, crash, isFixed }: PodTrouble, said: string | undefined): boolean {
  const missing = /\b(configmap|secret)s? "[^"]+" not found/i.test(said ?? '');
  return hopeless || weight === 10 || crash !== undefined || isFixed === true || missing;
}

/** Since when the oldest of the pods has the trouble. */
function oldest(pods: readonly Pod[], { crash }: PodTrouble, date: Date): string | undefined {
  const since = pods.flatMap((pod) => {
    const stamps = [unreadySince(pod), crash && crashingSince(pod, date)];
    return stamps.filter((stamp) => stamp !== undefined);
  });
  return since.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0];
}

const stuck = (stuckSince: string | undefined) => (stuckSince === undefined ? {} : { stuckSince });

/** The weight of a trouble. Failed pods stay for long, so a pod that waits for what an event names counts more. */
function weightOf({ trouble, pods }: { trouble: PodTrouble; pods: Pod[] }, events: readonly Event[]): number {
  const isStarting = trouble.weight === 2 || trouble.weight === 3;
  return isStarting && warningOf(pods[0]?.metadata, events) !== undefined ? 4.5 : trouble.weight;
}

/** The probe for which the kubelet ends a container of the pod, with its newest message. */
export function endedByProbe(
  pod: { uid?: string },
  events: readonly Event[],
  container: string,
): { kind: string; message: string } | undefined {
  const probes = events.filter(({ message = '', involvedObject: { fieldPath } }) => {
    const isOthers = fieldPath !== undefined && !fieldPath.endsWith(`{${container}}`);
    return !isOthers && /^(Liveness|Startup) probe /.test(message);
  });
  const message = warningOf(pod, probes, 'Unhealthy');
  if (message === undefined) return undefined;
  return { kind: message.startsWith('Startup') ? 'startup' : 'liveness', message };
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
  const text = event?.message?.trim().replaceAll(/\s*\n\s*/g, ' ');
  return text !== undefined && OF_COMMANDS.has(event?.reason ?? '') ? redacted(text) : text;
}
