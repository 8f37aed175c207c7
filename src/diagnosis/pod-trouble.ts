import type { Pod } from '../cluster/kinds/kinds.ts';
import {
  containersOf,
  type ContainerStatus,
  isEndedByKubelet,
  isEndOfAll,
  type PodContainer,
  restartsAll,
  restartsByRule,
} from './containers.ts';
import { redacted } from '../redaction/redacted.ts';
import { lastWords } from './log-lines.ts';
import { unreadySince } from './pod-age.ts';
import { pullCause } from './pull-cause.ts';
import { causeOf, EXPECTED_ENDS, restartsOfAllText } from './restart-of-all.ts';

type Terminated = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;

/** Why a pod does not do its work. */
export interface PodTrouble {
  /** What is wrong, in one line and without the pod's name, so that pods with the same trouble can be counted. */
  text: string;
  /** How much it explains; the highest is reported first. */
  weight: number;
  /** Waiting cannot help: the spec is wrong. */
  hopeless: boolean;
  /** A container ends again and again, or the kubelet ends it. */
  crash?: {
    container: string;
    /** @example 'restarted 4 times' */
    restarts: string;
    /** What it wrote as its last message; empty when it wrote none. */
    said: string;
    /** The text without what it wrote. */
    text: string;
    /** It ended as one that the kubelet ends, and not by itself. */
    endedByKubelet: boolean;
  };
  /** The container for which its pod has failed, if it wrote no last message. */
  silent?: string;
  /** Its pod waits for an object that does not become what it should be by waiting. */
  isFixed?: boolean;
  /** The arguments of a kubectl command that shows more, without the namespace. */
  todo: string;
}

/** The image cannot be pulled, and the kubelet has tried repeatedly. */
const NO_IMAGE = new Set(['ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull', 'ImageInspectError']);
/** The first attempt failed; the registry may have failed transiently. */
const IMAGE_FAILED_ONCE = new Set(['ErrImagePull', 'RegistryUnavailable', 'SignatureValidationFailed']);
const CANNOT_BE_CREATED = new Set([
  ...['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError'],
  ...['PreCreateHookError', 'PreStartHookError'],
]);

/** Why a pod is not ready; `undefined` when it is. */
export function podTrouble(pod: Pod): PodTrouble | undefined {
  const { metadata, spec, status } = pod;
  const condition = (type: string) => status?.conditions?.find((one) => one.type === type);
  if (condition('Ready')?.status === 'True' && !metadata?.deletionTimestamp) return undefined;
  const describe = `describe pod ${metadata?.name}`;
  const trouble = (weight: number, text: string, hopeless = false, todo = describe): PodTrouble => ({
    text: text.replaceAll(/\s*\n\s*/g, ' '),
    weight,
    hopeless,
    todo,
  });

  if (metadata?.deletionTimestamp) return trouble(1, `it is being deleted${whatHolds(pod)}`);
  if (status?.phase === 'Succeeded') return trouble(1, 'it has completed');
  if (status?.phase === 'Failed') {
    const { text, silent } = whyFailed(pod);
    return { ...trouble(4, `it failed${text}`), ...(silent !== undefined && { silent }) };
  }
  const scheduled = condition('PodScheduled');
  if (scheduled?.status === 'False')
    return scheduled.reason === 'SchedulingGated'
      ? trouble(
          7,
          `it is held back by ${spec?.schedulingGates?.map(({ name }) => name).join(', ') || 'a scheduling gate'}`,
        )
      : trouble(8, `it cannot be scheduled: ${scheduled.message ?? scheduled.reason ?? 'no reason given'}`);
  if (spec?.nodeName === undefined) return trouble(3, 'the scheduler has not looked at it yet');

  const containers = containersOf(pod);
  const context: PodContext = { pod, unreadySince: Date.parse(unreadySince(pod) ?? '') };
  const [worst] = containers
    .flatMap((container) => {
      const own = containerTrouble(container, context, trouble);
      return own ? [{ own, rank: consequence(container) }] : [];
    })
    .toSorted((a, b) => b.own.weight - a.own.weight || a.rank - b.rank);
  if (worst) return worst.own;
  if (containers.length === 0) return trouble(3, `the kubelet of node ${spec.nodeName} has not taken it up yet`);
  const gate = spec.readinessGates?.find(({ conditionType }) => condition(conditionType)?.status !== 'True');
  if (gate)
    return trouble(
      6,
      `its readiness gate ${gate.conditionType} is not met: ${condition(gate.conditionType)?.message ?? 'no reason given'}`,
    );
  const ended = status?.containerStatuses?.find(({ state }) => state?.terminated);
  if (ended) return trouble(5, `container ${ended.name} has ended with exit code ${ended.state?.terminated?.exitCode}`);
  // All containers were ready when the kubelet last reported; the node controller has made the pod unready.
  return trouble(9, `its node ${spec.nodeName} has stopped reporting`);
}

/** Why a deletion may never end, to append to a reason; empty when it is only in progress. */
function whatHolds({ metadata, spec, status }: Pod): string {
  const { finalizers = [] } = metadata ?? {};
  if (finalizers.length > 0) return `, held by finalizer ${finalizers.join(', ')}`;
  // A kubelet that ends a pod reports its containers; only the node controller makes a pod unready while all its containers are ready.
  const unready = status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'False');
  const containers = status?.containerStatuses ?? [];
  const lost = unready && containers.length > 0 && containers.every(({ ready, state }) => ready && state?.running);
  return lost ? `, and cannot end: its node ${spec?.nodeName} has stopped reporting` : '';
}

/** The reason why the pod was ended; if it has none, that of its containers, with the one that failed without a message. */
function whyFailed(pod: Pod): { text: string; silent?: string | undefined } {
  const { reason, message } = pod.status ?? {};
  if (reason || message) return { text: `${reason ? ` (${reason})` : ''}${message ? `: ${message}` : ''}` };
  const ended = ({ status }: PodContainer) => Date.parse(status.state?.terminated?.finishedAt ?? '') || 0;
  // The end of a sidecar makes no pod fail.
  const isSidecar = ({ kind }: PodContainer) => Number(kind === 'sidecar');
  const [failed] = containersOf(pod)
    .filter(({ status }) => (status.state?.terminated?.exitCode ?? 0) !== 0)
    .toSorted((a, b) => isSidecar(a) - isSidecar(b) || consequence(a) - consequence(b) || ended(a) - ended(b));
  const end = failed?.status.state?.terminated;
  if (!end) return { text: '' };
  const silent = end.message ? undefined : failed.status.name;
  return { text: `: container ${failed.status.name} ended with ${howEnded(end)}`, silent };
}

/**
 * How much the end of a container is that of another's, from 0 on: sidecars are ended after the app, and the kubelet ends containers that
 * are well. https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/kubelet/kuberuntime/kuberuntime_termination_order.go
 */
function consequence(container: PodContainer): number {
  const { kind, status } = container;
  if (restartsAll(container)) return 0;
  const end = status.state?.terminated ?? status.lastState?.terminated;
  if (end === undefined || !isEndedByKubelet(end)) return 1;
  return kind === 'sidecar' ? 3 : 2;
}

/** @example 'exit code 137, OOMKilled: the last words' */
function howEnded({ exitCode, reason, message }: Terminated): string {
  const how = `exit code ${exitCode}${reason && reason !== 'Error' ? `, ${reason}` : ''}`;
  return message ? `${how}: ${lastWords(message)}` : how;
}

/** What is needed to judge a container, besides its own status. */
interface PodContext {
  pod: Pod;
  /** Since when the pod has not been ready. */
  unreadySince: number;
}

function containerTrouble(
  container: PodContainer,
  { pod, unreadySince: unready }: PodContext,
  trouble: (weight: number, text: string, hopeless?: boolean, todo?: string) => PodTrouble,
): PodTrouble | undefined {
  const { kind, status } = container;
  const { name, image, imageID, ready, started, restartCount, state, lastState } = status;
  const { waiting, terminated, running } = state ?? {};
  const why = waiting?.reason ?? '';
  const message = waiting?.message ? `: ${waiting.message}` : '';
  const pull = pullCause(waiting?.message ?? '');
  const noImage = `image "${image}" cannot be pulled (${why})${pull === '' ? '' : `: ${pull}`}`;
  const logs = `logs ${pod.metadata?.name} -c ${name}`;
  const logsOfCause = `logs ${pod.metadata?.name} -c ${causeOf(pod) ?? name}`;
  if (NO_IMAGE.has(why)) return trouble(10, noImage, true);
  if (IMAGE_FAILED_ONCE.has(why)) return trouble(10, noImage);
  if (CANNOT_BE_CREATED.has(why))
    return trouble(9, `container ${name} cannot be created (${why})${message}`, why === 'CreateContainerConfigError');
  if (why === 'PostStartHookError') return trouble(9, `${hookFails(name)} (${why})${redacted(message)}`);
  // The container has been ready since its last start, so its earlier end does not matter any more.
  const recovered = running !== undefined && unready > Date.parse(running.startedAt ?? '');
  const crash = terminated ?? (recovered ? undefined : lastState?.terminated);
  const isInit = kind === 'init';
  const isByRule = restartsByRule(container, pod);
  const crashed = crash !== undefined && (crash.exitCode !== 0 || why === 'CrashLoopBackOff') && !(isByRule && running);
  if (crashed && !ready) {
    const restarts = `restarted ${restartCount === 1 ? 'once' : `${restartCount} times`}`;
    const whose = `${isInit ? 'init container' : 'container'} ${name}`;
    const how = `exit code ${crash.exitCode}${crash.reason && crash.reason !== 'Error' ? `, ${crash.reason}` : ''}`;
    // Its own end is a consequence.
    if (isByRule && isEndOfAll(crash) && restartCount >= EXPECTED_ENDS)
      return trouble(6, restartsOfAllText(pod, container), false, logsOfCause);
    if (isByRule)
      return trouble(
        6,
        `${whose} ended with ${how}, and is restarted by a rule (${restarts})`,
        false,
        `${logs} --previous`,
      );
    const said = lastWords(crash.message ?? '');
    const text = `${whose} crashes (${how}, ${restarts})`;
    const whole = said === '' ? text : `${text}: ${said}`;
    return {
      ...trouble(9, whole, why === 'CrashLoopBackOff', `${logs} --previous`),
      crash: { container: name, restarts, said, text, endedByKubelet: isEndedByKubelet(crash) },
    };
  }
  // It is starting once more: that explains why it is not ready.
  const last = lastState?.terminated;
  const isRestartOfAll = last !== undefined && (isEndOfAll(last) || restartsAll(container));
  if (running && !ready && isRestartOfAll && restartCount >= EXPECTED_ENDS)
    return trouble(6, `${restartsOfAllText(pod, container)}; ${name} runs and is not ready`, false, logsOfCause);
  if (running && !ready && isInit)
    return trouble(5, `init container ${name} runs and has not ended: the containers after it wait`, false, logs);
  if (running && !ready && started === false)
    return trouble(5, `container ${name} runs and its startup probe has not succeeded`);
  if (running && !ready)
    return trouble(5, `container ${name} runs and is not ready: its readiness probe does not succeed`, false, logs);
  if (waiting) {
    const place = imageID === '' ? 'waits for its image, its volumes or its network' : 'waits';
    return trouble(2, `container ${name} ${place}${why ? ` (${why})` : ''}${message}`);
  }
  return undefined;
}

/** The beginning of a sentence on a container that the kubelet ends because a command of its start fails. */
export function hookFails(container: string): string {
  return `container ${container} is ended at each start, because its postStart hook fails`;
}
