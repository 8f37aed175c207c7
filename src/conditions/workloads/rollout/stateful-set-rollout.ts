import type { StatefulSet } from '../../../cluster/kinds/kinds.ts';
import { counts, several } from '../counts.ts';
import { maxUnavailableOfStatefulSet } from './max-unavailable.ts';
import { isObserved, NOT_OBSERVED, tooYoung, type Rollout } from './rollout.ts';

/**
 * Whether a StatefulSet has its desired replicas, and as many of the current template as its strategy updates: all of them, those from
 * the partition on, or, with OnDelete, those that somebody has deleted.
 *
 * It is judged as by `kubectl rollout status` (which refuses OnDelete), and stricter: as many as desired, and all available.
 * https://github.com/kubernetes/kubectl/blob/v0.36.3/pkg/polymorphichelpers/rollout_status.go
 */
export function statefulSetRollout(statefulSet: StatefulSet): Rollout {
  const { spec, status } = statefulSet;
  const desired = spec?.replicas ?? 1;
  const { readyReplicas = 0, availableReplicas = 0, updatedReplicas = 0, replicas = 0 } = status ?? {};
  const { partition = 0 } = spec?.updateStrategy?.rollingUpdate ?? {};
  const all = {
    counts: counts({
      desired,
      updated: updatedReplicas,
      total: replicas,
      available: availableReplicas,
      unavailable: Math.max(0, desired - availableReplicas),
      ready: readyReplicas,
    }),
    available: availableReplicas,
    size: {
      desired,
      missing: desired - Math.min(desired, availableReplicas),
      maxUnavailable: maxUnavailableOfStatefulSet(statefulSet),
    },
  };
  const waiting = (reason: string): Rollout => ({ done: false, reason, ...all });

  if (status?.observedGeneration === undefined || !isObserved(statefulSet)) return waiting(NOT_OBSERVED);
  const onDelete = spec?.updateStrategy?.type === 'OnDelete';
  const toUpdate = onDelete ? 0 : Math.max(0, desired - partition);
  const isUpdated = status.updateRevision === status.currentRevision || updatedReplicas >= Math.min(toUpdate, replicas);
  if (readyReplicas < desired)
    return { ...waiting(`${readyReplicas} of ${several(desired, 'replica')} ready`), lacksPodsOnly: isUpdated };
  if (updatedReplicas < toUpdate)
    return waiting(`${updatedReplicas} of ${several(toUpdate, 'replica')} updated to the current template`);
  if (replicas > desired)
    return waiting(`${several(replicas - desired, 'replica')} more than desired, not removed yet`);
  if (availableReplicas < desired)
    return {
      ...waiting(`${availableReplicas} of ${several(desired, 'replica')} available${tooYoung(spec, status)}`),
      lacksPodsOnly: true,
    };
  const reason = onDelete
    ? 'at its desired replicas, which change their template when they are deleted (OnDelete)'
    : partition > 0
      ? `at its desired replicas, updated from partition ${partition} on`
      : 'at its desired replicas';
  return { done: true, reason, ...all };
}
