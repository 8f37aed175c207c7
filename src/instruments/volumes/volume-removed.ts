import type { AnyObject } from '../../cluster/kinds/any-object.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { isDeleted, judgeDeleted } from '../../conditions/kinds/is-deleted.ts';
import { notYet, type Condition } from '../../conditions/waiting/condition.ts';
import { readAttachment } from './read-attachment.ts';

/** A PersistentVolume, and what keeps it on a node. */
export interface VolumeEvidence {
  volume: AnyObject | undefined;
  attachment: string | undefined;
}

/** A volume is gone after its claim. One that is still attached to a node is not deleted: then the reason is why it is. */
export function isVolumeRemoved(name: string): Condition<VolumeEvidence> {
  const { title, rights, todo = '', read } = isDeleted(kinds.persistentVolumes, { name });
  return {
    ...{ title, rights, todo },
    read: async (look) => ({ volume: await read(look), attachment: await readAttachment(look, name) }),
    judge: judgeVolumeRemoved,
  };
}

/** Judges whether a volume is gone; pure. */
export function judgeVolumeRemoved({ volume, attachment }: VolumeEvidence): ReturnType<typeof judgeDeleted> {
  const judged = judgeDeleted(volume);
  return judged.state === 'not yet' && attachment !== undefined ? notYet(attachment) : judged;
}
