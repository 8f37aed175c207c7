import type { Event, Pod } from '../cluster/kinds/kinds.ts';
import { timeOf } from './event-time.ts';

/** A PersistentVolumeClaim that keeps a pod from being scheduled. */
export interface UnboundClaim {
  /** What is wrong, without the pod's name. */
  text: string;
  /** The name of the claim; of several, separated by spaces, when nothing tells which of them it is. */
  claim: string;
}

/**
 * The PersistentVolumeClaim for which the scheduler holds a pod back, with the reason of its own newest warning or event, in place of the scheduler's
 * sentence, which names neither claim nor class; `undefined` when it is not held back for one. Pure.
 * A claim without a class, and one whose volume is provisioned, have events that are no warnings
 * (pkg/controller/volume/persistentvolume/pv_controller.go, `syncUnboundClaim`).
 * The sentence is `ErrReasonUnboundImmediatePVCs` of Kubernetes, pkg/scheduler/framework/plugins/volumebinding/volume_binding.go.
 * @example 'its PersistentVolumeClaim data-db-0 is not bound: StorageClass "fast" does not exist'
 */
export function unboundClaim(pod: Pod, events: readonly Event[]): UnboundClaim | undefined {
  if (!waitsForClaim(pod)) return undefined;
  const claims = claimsOf(pod);
  const newestFirst = events
    .filter(
      ({ involvedObject: { kind, name = '' }, message }) =>
        kind === 'PersistentVolumeClaim' && claims.includes(name) && message !== undefined,
    )
    .toSorted((a, b) => timeOf(b) - timeOf(a));
  const newestOf = (claim: string) => newestFirst.find(({ involvedObject }) => involvedObject.name === claim);
  const open = claims.filter((claim) => newestOf(claim)?.reason !== 'ProvisioningSucceeded');
  const said = newestFirst.filter(({ involvedObject: { name = '' } }) => open.includes(name));
  const warning = said.find(({ type }) => type !== 'Normal');
  if (isBeingBound(pod) && !said.some(({ reason = '' }) => OF_PROVISIONING.has(reason))) return undefined;
  const isUnbound = /unbound/.test(messageOf(pod)) || isBeingBound(pod);
  const event = warning ?? (isUnbound ? (said.find(({ reason }) => reason === 'FailedBinding') ?? said[0]) : undefined);
  if (event === undefined && !isUnbound) return undefined;
  if (event?.message === undefined && open.length > 1)
    return {
      text: `one of its PersistentVolumeClaims ${open.join(', ')} is not bound`,
      claim: open.join(' '),
    };
  const claim = event?.involvedObject.name ?? open[0];
  if (claim === undefined) return undefined;
  const one = `its PersistentVolumeClaim ${claim} is not bound`;
  return { text: event?.message === undefined ? one : `${one}: ${claimMessage(event.message)}`, claim };
}

/** Whether the scheduler holds a pod back for a PersistentVolumeClaim: then the events of the claim tell more; pure. */
export function waitsForClaim(pod: Pod): boolean {
  return /PersistentVolumeClaim/i.test(messageOf(pod)) || isBeingBound(pod);
}

/** The events of a claim whose volume is asked for. */
const OF_PROVISIONING = new Set(['ExternalProvisioning', 'Provisioning', 'ProvisioningFailed']);

/**
 * Whether the scheduler may have a node for a pod, and wait for the volume there: until then the pod has no condition. With `WaitForFirstConsumer`
 * it does so for ten minutes (`bindTimeoutSeconds` of the plugin VolumeBinding, pkg/scheduler/framework/plugins/volumebinding of Kubernetes).
 */
function isBeingBound(pod: Pod): boolean {
  const isLookedAt = pod.status?.conditions?.some(({ type }) => type === 'PodScheduled') ?? false;
  return pod.spec?.nodeName === undefined && !isLookedAt && claimsOf(pod).length > 0;
}

/** What the scheduler says about a pod for which it has no node. */
function messageOf({ status }: Pod): string {
  const scheduled = status?.conditions?.find(({ type }) => type === 'PodScheduled');
  return scheduled?.status === 'False' ? (scheduled.message ?? '') : '';
}

function claimsOf({ metadata, spec }: Pod): string[] {
  return (spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim) return [persistentVolumeClaim.claimName];
    return ephemeral ? [`${metadata?.name}-${name}`] : [];
  });
}

/** What an event of a claim says, in one line, with the kind of a class as people know it; pure. */
export function claimMessage(message: string): string {
  return message
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replace(/storageclass\.storage\.k8s\.io "([^"]*)" not found/, 'StorageClass "$1" does not exist');
}
