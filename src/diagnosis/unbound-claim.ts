import type { Event, Pod } from '../cluster/kinds.ts';
import { timeOf } from './event-time.ts';

/** A PersistentVolumeClaim that keeps a pod from being scheduled. */
export interface UnboundClaim {
  /** What is wrong, without the pod's name. */
  text: string;
  /** The name of the claim. */
  claim: string;
}

/**
 * The PersistentVolumeClaim for which the scheduler holds a pod back, with the reason of its own newest event, in place of the scheduler's
 * sentence, which names neither claim nor class; `undefined` when it is not held back for one. Pure.
 * The sentence is `ErrReasonUnboundImmediatePVCs` of Kubernetes, pkg/scheduler/framework/plugins/volumebinding/volume_binding.go.
 * @example 'its PersistentVolumeClaim data-db-0 is not bound: StorageClass "fast" does not exist'
 */
export function unboundClaim({ metadata, spec, status }: Pod, events: readonly Event[]): UnboundClaim | undefined {
  const scheduled = status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status !== 'False' || !/PersistentVolumeClaim/i.test(scheduled.message ?? '')) return undefined;
  const claims = (spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim) return [persistentVolumeClaim.claimName];
    return ephemeral ? [`${metadata?.name}-${name}`] : [];
  });
  const said = events.filter(
    ({ involvedObject: { kind, name = '' }, message }) =>
      kind === 'PersistentVolumeClaim' && claims.includes(name) && message !== undefined,
  );
  const event = said.toSorted((a, b) => timeOf(b) - timeOf(a))[0];
  const claim = event?.involvedObject.name ?? claims[0];
  if (claim === undefined) return undefined;
  if (event === undefined && !/unbound/.test(scheduled.message ?? '')) return undefined;
  const one = `its PersistentVolumeClaim ${claim} is not bound`;
  return { text: event?.message === undefined ? one : `${one}: ${plain(event.message)}`, claim };
}

function plain(message: string): string {
  return message
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replace(/storageclass\.storage\.k8s\.io "([^"]*)" not found/, 'StorageClass "$1" does not exist');
}
