import type { V1PersistentVolumeClaim } from '@kubernetes/client-node';
import type { Ref, Wire } from '../../cluster/kinds/kind.ts';
import { kinds, type Event } from '../../cluster/kinds/kinds.ts';
import { looksAt } from '../../cluster/rights/rights.ts';
import { timeOf } from '../../diagnosis/event-time.ts';
import { claimMessage } from '../../diagnosis/unbound-claim.ts';
import { doesNotApply, notYet, ready, type Condition, type Observation } from '../waiting/condition.ts';
import { isTerminating, judgeMissing } from '../workloads/judge-workload.ts';
import { relatedObjects } from '../workloads/related-objects.ts';
import type { StorageClass } from './storage-class.ts';

export type PersistentVolumeClaim = Wire<V1PersistentVolumeClaim>;

/** A claim as a condition sees it. */
export interface ClaimSeen {
  claim: PersistentVolumeClaim | undefined;
  /** The class that it names; read only while it is not bound. */
  storageClass?: StorageClass | undefined;
  /** Its events, normal ones included; read only when the reason will be shown, and at the first look. */
  events: readonly Event[];
  /** Why its events could not be read. */
  unread?: string | undefined;
}

/** The provisioner that stands for none: an administrator makes the volumes. */
const NO_PROVISIONER = 'kubernetes.io/no-provisioner';
/** By which the scheduler tells the provisioner where the first pod will run. */
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

/** What can be waited for of a PersistentVolumeClaim. */
export function persistentVolumeClaim(ref: Ref & { namespace: string }) {
  return {
    /** It has its volume. It does not apply to one that waits for its first pod, or for a pod without a node, as its StorageClass says. */
    isBound: (): Condition<ClaimSeen> => ({
      title: `persistentvolumeclaim ${ref.namespace}/${ref.name} is bound`,
      rights: [looksAt(kinds.persistentVolumeClaims), looksAt(kinds.storageClasses), looksAt(kinds.events)],
      todo: `kubectl -n ${ref.namespace} describe persistentvolumeclaim ${ref.name}`,
      read: async (look) => {
        const claim = await look.get(kinds.persistentVolumeClaims, ref, { wholeCluster: true });
        if (!claim || claim.status?.phase === 'Bound') return { claim, events: [] };
        const name = claim.spec?.storageClassName ?? '';
        const storageClass = name === '' ? undefined : await look.get(kinds.storageClasses, { name });
        const around = await relatedObjects(look, kinds.events, ref.namespace, {}, look.why || look.first);
        const events = around.items.filter(({ involvedObject }) => involvedObject.uid === claim.metadata?.uid);
        return { claim, storageClass, events, unread: around.unread };
      },
      judge: judgeClaim,
    }),
  };
}

/**
 * Judges a claim; pure. Its status says no more than that it is pending, so the cause is its newest warning, or else its newest event
 * (pkg/controller/volume/persistentvolume/pv_controller.go of Kubernetes, `syncUnboundClaim`).
 */
export function judgeClaim({ claim, storageClass, events, unread }: ClaimSeen): Observation {
  if (!claim || isTerminating(claim)) return judgeMissing({}, claim);
  const { phase } = claim.status ?? {};
  if (phase === 'Bound') return ready();
  if (phase === 'Lost') return since(claim, `its volume ${claim.spec?.volumeName} does not exist any more`);
  const newest = events.toSorted((a, b) => timeOf(b) - timeOf(a));
  const last = newest[0];
  const waits = waitsRightly(claim, storageClass, last);
  if (waits !== undefined) return doesNotApply(waits);
  const warning = newest.find(({ type }) => type !== 'Normal');
  if (warning?.message !== undefined) return since(claim, `it is not bound: ${claimMessage(warning.message)}`);
  return since(claim, `it is not bound: ${withoutWarning(claim, storageClass, last) ?? unread ?? 'nothing says why'}`);
}

/** Why it is as it should be that a claim has no volume; `undefined` when it should have one. */
function waitsRightly(
  { metadata, spec }: PersistentVolumeClaim,
  storageClass: StorageClass | undefined,
  last: Event | undefined,
): string | undefined {
  const isDelayed = storageClass?.volumeBindingMode === 'WaitForFirstConsumer';
  if (!isDelayed || spec?.volumeName || metadata?.annotations?.[SELECTED_NODE] !== undefined) return undefined;
  const name = storageClass.metadata?.name;
  // Once its pod has a node, the events are others.
  if (last?.reason === 'WaitForPodScheduled')
    return `it is bound when its pod has a node (StorageClass ${name}): ${claimMessage(last.message ?? '')}`;
  const isWaiting = last === undefined || last.reason === 'WaitForFirstConsumer';
  return isWaiting ? `it waits for its first pod, as its StorageClass ${name} says` : undefined;
}

/** What is known about a claim without a warning. */
function withoutWarning(
  { spec }: PersistentVolumeClaim,
  storageClass: StorageClass | undefined,
  last: Event | undefined,
): string | undefined {
  const name = spec?.storageClassName ?? '';
  if (name !== '' && !storageClass) return `StorageClass "${name}" does not exist`;
  if (name === '' && !spec?.volumeName) return 'it names no StorageClass, there is no default, and no volume is free';
  if (spec?.volumeName) return `volume ${spec.volumeName}, which it names, is not bound to it`;
  const { provisioner } = storageClass ?? {};
  if (provisioner === NO_PROVISIONER) return `no volume of StorageClass ${name} is free, and nothing makes any`;
  if (last?.reason === 'ExternalProvisioning' || last?.reason === 'Provisioning')
    return `provisioner ${provisioner} of StorageClass ${name} has not made its volume: does it run?`;
  return last?.message === undefined ? undefined : claimMessage(last.message);
}

function since({ metadata }: PersistentVolumeClaim, reason: string): Observation {
  return {
    ...notYet(reason),
    ...(metadata?.creationTimestamp !== undefined && { stuckSince: metadata.creationTimestamp }),
  };
}
