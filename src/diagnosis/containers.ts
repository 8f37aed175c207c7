import type { Pod } from '../cluster/kinds/kinds.ts';
import { isSidecar } from '../cluster/pods/pod-requests.ts';

type Spec = NonNullable<Pod['spec']>['containers'][number];
export type ContainerStatus = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];

/**
 * A container of a pod with a status. `init`: it has to end before those after it start. `sidecar`: an init container that has only to start and
 * then runs next to the app; it counts for the readiness of the pod, and is restarted, like those of the app.
 */
export interface PodContainer {
  kind: 'init' | 'sidecar' | 'app';
  status: ContainerStatus;
  /** `undefined` when the status is of a container that the spec does not name. */
  spec: Spec | undefined;
}

/**
 * The containers of a pod in the order in which they start; pure. Ephemeral ones are left out: somebody who debugs adds them, they are never
 * restarted, and they count neither for the readiness of the pod nor for its end.
 * Sidecars as in `GenerateContainersReadyCondition` of Kubernetes, pkg/kubelet/status/generate.go (KEP-753).
 */
export function containersOf({ spec, status }: Pod): PodContainer[] {
  const specOf = (name: string, among: readonly Spec[] = []) => among.find((one) => one.name === name);
  const init = (status?.initContainerStatuses ?? []).map((one): PodContainer => {
    const own = specOf(one.name, spec?.initContainers);
    return { kind: own && isSidecar(own) ? 'sidecar' : 'init', status: one, spec: own };
  });
  const app = (status?.containerStatuses ?? []).map((one): PodContainer => ({
    ...{ kind: 'app', status: one },
    spec: specOf(one.name, spec?.containers),
  }));
  return [...init, ...app];
}

/** Whether a pod has ended, so that none of its containers starts again; pure. */
export function hasEnded({ status }: Pod): boolean {
  return status?.phase === 'Failed' || status?.phase === 'Succeeded';
}

/** Those that are to run as long as the pod: the app's and the sidecars; pure. */
export function lastingContainersOf(pod: Pod): PodContainer[] {
  return containersOf(pod).filter(({ kind }) => kind !== 'init');
}

/**
 * Whether a container ended as one does that the kubelet ends: by a signal (128 and its number), or with 0 because it handled the signal; pure.
 * One that is out of memory is ended by the kernel.
 */
export function isEndedByKubelet({ exitCode, reason }: { exitCode: number; reason?: string }): boolean {
  return reason !== 'OOMKilled' && [0, 128 + 9, 128 + 15].includes(exitCode);
}

/**
 * How the kubelet reports the end of a container that it has removed to restart all of a pod, with code 137 and without times.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/kubelet/kubelet_pods.go (convertToAPIContainerStatuses)
 */
const RESTARTING_ALL = 'RestartingAllContainers';

/** Whether a container ended because all containers of its pod were restarted; pure. */
export function isEndOfAll({ reason }: { reason?: string }): boolean {
  return reason === RESTARTING_ALL;
}

type Rule = NonNullable<Spec['restartPolicyRules']>[number];

/** How a container ended last. */
function lastEndOf({ status }: PodContainer): NonNullable<ContainerStatus['state']>['terminated'] {
  return status.state?.terminated ?? status.lastState?.terminated;
}

/**
 * Whether a container was restarted, or will be, because its last end is one of those for which a rule of its own restarts it, or a rule of another
 * container of its pod restarts all; pure. Its author expects such ends, so that they are no crashes, as long as it works in between.
 * KEP-5307 and KEP-5532, since Kubernetes 1.34 and 1.35.
 */
export function restartsByRule(container: PodContainer, pod: Pod): boolean {
  const end = lastEndOf(container);
  if (!end) return false;
  if (isEndOfAll(end) || ruleOf(container) !== undefined) return true;
  // The kubelet ends those that run when all are restarted.
  return containersOf(pod).some((other) => {
    const cause = restartsAll(other) ? lastEndOf(other) : undefined;
    const at = Date.parse(cause?.finishedAt ?? '');
    return Date.parse(end.startedAt ?? '') <= at && Date.parse(end.finishedAt ?? '') >= at;
  });
}

/** Whether the end of the container was what restarted all containers of its pod, by its own rule; pure. */
export function restartsAll(container: PodContainer): boolean {
  return ruleOf(container)?.action === 'RestartAllContainers';
}

/**
 * The rule of a container for its last end: the first one that fits.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/api/v1/pod/util.go (FindMatchingContainerRestartRule)
 */
function ruleOf(container: PodContainer): Rule | undefined {
  const exitCode = lastEndOf(container)?.exitCode;
  if (exitCode === undefined) return undefined;
  return container.spec?.restartPolicyRules?.find(({ exitCodes }) => {
    const isNamed = (exitCodes?.values ?? []).includes(exitCode);
    return exitCodes !== undefined && (exitCodes.operator === 'NotIn' ? !isNamed : isNamed);
  });
}
