import type { Ref } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { quantity } from '../../cluster/pods/quantity.ts';
import { disappeared, notYet, ready, type Condition, type Observation } from '../../conditions/waiting/condition.ts';
import type { PersistentVolumeClaim } from '../../conditions/platform/persistent-volume-claim.ts';

/**
 * Until when a volume is expanded: `volume` until it has its size itself, `file system` until what a pod has mounted of it has that size, too.
 * Many file systems grow only when a pod mounts them again.
 */
export type ExpandedPart = 'volume' | 'file system';

/** The volume of a claim, or the file system on it, has the size that the claim asks for. */
export function isExpanded(ref: Required<Ref>, part: ExpandedPart): Condition<PersistentVolumeClaim | undefined> {
  const subject = part === 'volume' ? 'the volume' : 'the file system on the volume';
  return {
    title: `${subject} of persistentvolumeclaim ${ref.namespace}/${ref.name} has the size that is asked for`,
    rights: [],
    todo: `kubectl -n ${ref.namespace} describe pvc ${ref.name}`,
    read: (look) => look.get(kinds.persistentVolumeClaims, ref),
    judge: (claim) => judgeSize(claim, part),
  };
}

/**
 * Judges the size of a claim's volume; pure. One whose file system waits for a pod has the condition FileSystemResizePending.
 * https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims
 */
export function judgeSize(claim: PersistentVolumeClaim | undefined, part: ExpandedPart): Observation {
  if (!claim) return disappeared('somebody has deleted it');
  const asked = claim.spec?.resources?.requests?.['storage'];
  const has = claim.status?.capacity?.['storage'];
  if ((quantity(has) ?? 0) >= (quantity(asked) ?? 0)) return ready();
  const { conditions = [] } = claim.status ?? {};
  const waitsForPod = conditions.some(({ type, status }) => type === 'FileSystemResizePending' && status === 'True');
  if (waitsForPod && part === 'volume') return ready();
  const said = conditions.find(({ message }) => message !== undefined && message !== '')?.message;
  // The resizer of a driver sets the condition Resizing when it begins.
  const told = said ?? (conditions.length === 0 ? 'no resizer has begun to expand it' : undefined);
  return notYet(`it has ${has ?? 'no size'} of ${asked}${told === undefined ? '' : `: ${told}`}`);
}
