import type { DaemonSet } from '../../../cluster/kinds/kinds.ts';
import { counts, several } from '../counts.ts';
import { maxUnavailableOfDaemonSet } from './max-unavailable.ts';
import { isObserved, NOT_OBSERVED, type Rollout } from './rollout.ts';

/**
 * Whether a DaemonSet has an available pod of its current template on each node that it selects; with OnDelete, of any template.
 *
 * It is judged as by `kubectl rollout status`, which refuses OnDelete.
 * https://github.com/kubernetes/kubectl/blob/v0.36.3/pkg/polymorphichelpers/rollout_status.go
 */
export function daemonSetRollout(daemonSet: DaemonSet): Rollout {
  const { spec, status } = daemonSet;
  const desired = status?.desiredNumberScheduled ?? 0;
  const { updatedNumberScheduled = 0, currentNumberScheduled = 0, numberAvailable = 0 } = status ?? {};
  const all = {
    counts: counts({
      desired,
      updated: updatedNumberScheduled,
      total: currentNumberScheduled,
      available: numberAvailable,
      unavailable: status?.numberUnavailable,
      ready: status?.numberReady,
    }),
    available: numberAvailable,
    size: {
      desired,
      missing: desired - Math.min(desired, numberAvailable),
      maxUnavailable: maxUnavailableOfDaemonSet(daemonSet),
    },
  };
  const waiting = (reason: string): Rollout => ({ done: false, reason, ...all });

  if (!isObserved(daemonSet)) return waiting(NOT_OBSERVED);
  const onDelete = spec?.updateStrategy?.type === 'OnDelete';
  const lacksPodsOnly = onDelete || updatedNumberScheduled >= currentNumberScheduled;
  if (currentNumberScheduled < desired)
    return { ...waiting(`a pod on ${currentNumberScheduled} of ${several(desired, 'node')}`), lacksPodsOnly };
  if (!onDelete && updatedNumberScheduled < desired)
    return waiting(`${updatedNumberScheduled} of ${several(desired, 'pod')} updated to the current template`);
  if (numberAvailable < desired)
    return { ...waiting(`${numberAvailable} of ${several(desired, 'pod')} available`), lacksPodsOnly };
  const reason = onDelete
    ? 'on each of its nodes; its pods change their template when they are deleted (OnDelete)'
    : 'on each of its nodes';
  return { done: true, reason, ...all };
}
