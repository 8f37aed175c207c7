import type { Ref } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { quantity } from '../../cluster/pods/quantity.ts';
import { disappeared, notYet, ready, type Condition, type Observation } from '../../conditions/waiting/condition.ts';
import type { PersistentVolumeClaim } from '../../conditions/platform/persistent-volume-claim.ts';

/** The volume of a claim has the size that the claim asks for. */
export function isExpanded(ref: Required<Ref>): Condition<PersistentVolumeClaim | undefined> {
  return {
    title: `the volume of persistentvolumeclaim ${ref.namespace}/${ref.name} has the size that is asked for`,
    rights: [],
    todo: `kubectl -n ${ref.namespace} describe pvc ${ref.name}`,
    read: (look) => look.get(kinds.persistentVolumeClaims, ref),
    judge: judgeSize,
  };
}

/**
 * Judges the size of a claim's volume; pure. A file system that grows only when a pod has mounted it again counts as expanded: the volume itself has
 * its size then (condition FileSystemResizePending, https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims).
 */
export function judgeSize(claim: PersistentVolumeClaim | undefined): Observation {
  if (!claim) return disappeared('somebody has deleted it');
  const asked = claim.spec?.resources?.requests?.['storage'];
  const has = claim.status?.capacity?.['storage'];
  if ((quantity(has) ?? 0) >= (quantity(asked) ?? 0)) return ready();
  const { conditions = [] } = claim.status ?? {};
  if (conditions.some(({ type, status }) => type === 'FileSystemResizePending' && status === 'True')) return ready();
  const told = conditions.find(({ message }) => message !== undefined && message !== '')?.message;
  return notYet(`it has ${has ?? 'no size'} of ${asked}${told === undefined ? '' : `: ${told}`}`);
}
