import type { Pod } from '../cluster/kinds.ts';
import { isSidecar } from '../cluster/pod-requests.ts';

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
 * Whether the end of the container was what restarted all containers of its pod, by its own rule (KEP-5532, Kubernetes 1.35); pure. The ends of
 * the others are then no crashes of theirs.
 */
export function restartsAll({ spec, status }: PodContainer): boolean {
  const exitCode = (status.state?.terminated ?? status.lastState?.terminated)?.exitCode;
  return (spec?.restartPolicyRules ?? []).some(({ action, exitCodes }) => {
    const named = exitCode !== undefined && (exitCodes?.values ?? []).includes(exitCode);
    return action === 'RestartAllContainers' && (exitCodes?.operator === 'NotIn' ? !named : named);
  });
}
