import type { Node } from '../../cluster/kinds/kinds.ts';

type NodeCondition = NonNullable<NonNullable<Node['status']>['conditions']>[number];

/** Which conditions of a node are judged, besides those that are known. */
export interface ConditionRules {
  /** Types that are bad when they are True, or `Type=Status`: `GpuLost`, `StorageFine=False`. */
  badConditions?: readonly string[];
  /** Types that are not judged and not mentioned. `Ready` is always judged. */
  ignoredConditions?: readonly string[];
}

/**
 * Types that are bad when True. The first row is the kubelet's and the cloud's; the others are of node problem detectors, as their makers
 * publish them.
 * https://github.com/kubernetes/api/blob/v0.34.0/core/v1/types.go (NodeConditionType),
 * https://github.com/kubernetes/node-problem-detector/tree/v1.34.0/config,
 * https://learn.microsoft.com/azure/aks/node-problem-detector#node-conditions
 */
const BAD_WHEN_TRUE = new Set([
  ...['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'],
  ...['KernelDeadlock', 'ReadonlyFilesystem', 'CorruptDockerOverlay2', 'CperHardwareErrorFatal', 'XfsShutdown'],
  ...['FrequentKubeletRestart', 'FrequentDockerRestart', 'FrequentContainerdRestart', 'FrequentUnregisterNetDevice'],
  ...['KubeletUnhealthy', 'ContainerRuntimeUnhealthy', 'NTPProblem'],
  ...['KubeletProblem', 'ContainerRuntimeProblem', 'FilesystemCorruptionProblem'],
]);

/** Types that are bad when False. https://docs.aws.amazon.com/eks/latest/userguide/node-health.html */
const BAD_WHEN_FALSE = new Set([
  ...['AcceleratedHardwareReady', 'ContainerRuntimeReady', 'KernelReady', 'NetworkingReady', 'StorageReady'],
]);

/** Types that are usual when True. The last one is of the servers of k3s and RKE2. https://github.com/k3s-io/k3s/blob/master/pkg/etcd/etcd.go */
const USUAL_WHEN_TRUE = /(?:Ready|Healthy)$|^EtcdIsVoter$/;

/** What the conditions of a node say, apart from `Ready`. */
export interface SaidByConditions {
  /** What is wrong, one sentence for each. */
  wrong: readonly string[];
  /** Conditions that are True, or that deny what is usual, as a `…Ready` or `…Healthy`, and of which it is not known what that means. */
  unknown: readonly string[];
}

/** Reads the conditions of a node apart from `Ready`; pure. Those that are Unknown say nothing that `Ready` does not. */
export function readConditions(
  conditions: readonly NodeCondition[],
  { badConditions = [], ignoredConditions = [] }: ConditionRules = {},
): SaidByConditions {
  const judged = conditions.filter(({ type }) => type !== 'Ready' && !ignoredConditions.includes(type));
  const configured = ({ type, status }: NodeCondition) =>
    badConditions.some((one) => one === `${type}=${status}` || (one === type && status === 'True'));
  const isBad = (condition: NodeCondition) =>
    configured(condition) ||
    (condition.status === 'True' && BAD_WHEN_TRUE.has(condition.type)) ||
    (condition.status === 'False' && BAD_WHEN_FALSE.has(condition.type));
  const isKnown = ({ type }: NodeCondition) =>
    BAD_WHEN_TRUE.has(type) ||
    BAD_WHEN_FALSE.has(type) ||
    badConditions.some((one) => one === type || one.startsWith(`${type}=`));
  const isUnusual = ({ type, status }: NodeCondition) =>
    USUAL_WHEN_TRUE.test(type) ? status === 'False' : status === 'True';
  return {
    wrong: judged.filter(isBad).map((one) => `${nameOf(one)}${said(one)}`),
    unknown: judged.filter((one) => !isKnown(one) && isUnusual(one)).map((one) => `${nameOf(one)}${said(one)}`),
  };
}

/** The reason and the message of a condition, to append to a sentence. */
export function said({ reason, message }: { reason?: string; message?: string }): string {
  return `${reason ? ` (${reason})` : ''}${message ? `: ${message}` : ''}`;
}

function nameOf({ type, status }: NodeCondition): string {
  return status === 'True' ? type : `${type} is ${status}`;
}
