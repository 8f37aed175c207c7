import type { Deployment } from '../../../cluster/kinds/kinds.ts';
import { counts, several } from '../counts.ts';
import { maxUnavailableOfDeployment } from './max-unavailable.ts';
import { isObserved, NOT_OBSERVED, tooYoung, type Rollout } from './rollout.ts';

/**
 * Whether a Deployment is rolled out to its current template and at its desired replicas.
 *
 * It is judged as by `kubectl rollout status` (observedGeneration first, then updated, old, available), and stricter in one point: no
 * replica may be unavailable.
 * https://github.com/kubernetes/kubectl/blob/v0.36.3/pkg/polymorphichelpers/rollout_status.go
 */
export function deploymentRollout(deployment: Deployment): Rollout {
  const { spec, status } = deployment;
  const desired = spec?.replicas ?? 1;
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, unavailableReplicas = 0 } = status ?? {};
  const all = {
    counts: counts({
      desired,
      updated: updatedReplicas,
      total: replicas,
      available: availableReplicas,
      unavailable: unavailableReplicas,
      ready: status?.readyReplicas,
    }),
    available: availableReplicas,
    size: {
      desired,
      missing: desired - Math.min(desired, availableReplicas),
      maxUnavailable: maxUnavailableOfDeployment(deployment),
    },
  };
  const waiting = (reason: string): Rollout => ({ done: false, reason, ...all });

  if (!isObserved(deployment)) return waiting(NOT_OBSERVED);
  if (updatedReplicas < desired && spec?.paused)
    return waiting(
      `it is paused in the middle of a rollout, with ${updatedReplicas} of ${several(desired, 'replica')} updated`,
    );
  if (updatedReplicas < desired)
    return {
      ...waiting(`${updatedReplicas} of ${several(desired, 'replica')} updated to the current template`),
      lacksPodsOnly: replicas === updatedReplicas,
    };
  if (replicas > updatedReplicas)
    return waiting(`${several(replicas - updatedReplicas, 'replica')} of an older template still there`);
  if (updatedReplicas > desired)
    return waiting(`${several(updatedReplicas - desired, 'replica')} more than desired, not removed yet`);
  if (availableReplicas < desired || unavailableReplicas > 0)
    return {
      ...waiting(`${availableReplicas} of ${several(desired, 'replica')} available${tooYoung(spec, status)}`),
      lacksPodsOnly: true,
    };
  return { done: true, reason: 'at its desired replicas', ...all };
}

/** What prevents the rollout according to its controller: `ReplicaFailure`, or that it makes no progress. */
export function deploymentFailure({ status }: Deployment): {
  cannotCreate: string | undefined;
  noProgress: string | undefined;
  /** Since when no pods can be created, as RFC 3339. */
  since: string | undefined;
} {
  const condition = (type: string) => status?.conditions?.find((one) => one.type === type);
  const failure = condition('ReplicaFailure');
  const progress = condition('Progressing');
  return {
    cannotCreate: failure?.status === 'True' ? (failure.message ?? failure.reason) : undefined,
    noProgress:
      progress?.status === 'False' && progress.reason === 'ProgressDeadlineExceeded'
        ? (progress.message ?? progress.reason)
        : undefined,
    since: failure?.lastTransitionTime,
  };
}
