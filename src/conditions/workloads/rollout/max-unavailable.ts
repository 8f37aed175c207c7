import type { DaemonSet, Deployment, StatefulSet } from '../../../cluster/kinds/kinds.ts';

/** A number of pods, or a percentage of all. */
type Share = number | string;

/**
 * How many pods a Deployment may lack during a rollout, by its strategy: a percentage is rounded down, and none is one when no pod more than desired
 * may be created instead; pure. Recreate has no rollout with a part of the pods.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/deployment/util/deployment_util.go (MaxUnavailable, ResolveFenceposts)
 */
export function maxUnavailableOfDeployment({ spec }: Deployment): number {
  if (spec?.strategy?.type === 'Recreate') return 0;
  const desired = spec?.replicas ?? 1;
  const { maxUnavailable = '25%', maxSurge = '25%' } = spec?.strategy?.rollingUpdate ?? {};
  const allowed = Math.floor(podsOf(maxUnavailable, desired));
  return allowed === 0 && podsOf(maxSurge, desired) === 0 ? 1 : allowed;
}

/**
 * The same for a DaemonSet: a percentage of the nodes that it selects is rounded up; pure. With OnDelete its controller replaces no pod.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/daemon/util/daemonset_util.go (UnavailableCount)
 */
export function maxUnavailableOfDaemonSet({ spec, status }: DaemonSet): number {
  if (spec?.updateStrategy?.type === 'OnDelete') return 0;
  const { maxUnavailable = 1 } = spec?.updateStrategy?.rollingUpdate ?? {};
  return Math.ceil(podsOf(maxUnavailable, status?.desiredNumberScheduled ?? 0));
}

/**
 * The same for a StatefulSet: a percentage is rounded down, but never to none; pure. With OnDelete its controller replaces no pod.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/statefulset/stateful_set_utils.go (getStatefulSetMaxUnavailable)
 */
export function maxUnavailableOfStatefulSet({ spec }: StatefulSet): number {
  if (spec?.updateStrategy?.type === 'OnDelete') return 0;
  const { maxUnavailable = 1 } = spec?.updateStrategy?.rollingUpdate ?? {};
  return Math.max(1, Math.floor(podsOf(maxUnavailable, spec?.replicas ?? 1)));
}

/** Not rounded yet. The product comes first: 29 % of 100 as `0.29 * 100` is less than 29. */
function podsOf(share: Share, desired: number): number {
  return typeof share === 'number' ? share : (Number.parseInt(share, 10) * desired) / 100;
}
