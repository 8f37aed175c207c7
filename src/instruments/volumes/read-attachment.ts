import { kinds } from '../../cluster/kinds/kinds.ts';
import type { Look } from '../../conditions/waiting/condition.ts';
import { explaining } from '../../conditions/workloads/related-objects.ts';
import { attachmentTrouble } from './attachment-trouble.ts';

/**
 * Why a volume is not on the node of its pod, or not free of the one before; read when the reason will be shown. Without the right to read
 * VolumeAttachments it is left out: events tell most of it.
 * @param volume the name of its PersistentVolume.
 */
export async function readAttachment(look: Look, volume: string | undefined): Promise<string | undefined> {
  if (!look.why || volume === undefined) return undefined;
  return attachmentTrouble(volume, (await explaining(look, kinds.volumeAttachments, {})).items);
}
