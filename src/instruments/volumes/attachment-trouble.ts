import type { kinds } from '../../cluster/kinds/kinds.ts';
import { redacted } from '../../redaction/redacted.ts';

type VolumeAttachment = NonNullable<(typeof kinds.volumeAttachments)['type']>;

/**
 * Why a volume is not on the node of its pod, by its VolumeAttachments, which have what the driver answered; `undefined` when they have nothing. Pure.
 * A volume for one node at a time is attached elsewhere only when it is detached, so what keeps it where it was comes first.
 * https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume-attachment-v1/
 * @param volume the name of its PersistentVolume.
 */
export function attachmentTrouble(
  volume: string | undefined,
  attachments: readonly VolumeAttachment[],
): string | undefined {
  const own = attachments.filter(({ spec }) => volume !== undefined && spec.source.persistentVolumeName === volume);
  const leaving = own.find(({ metadata }) => metadata?.deletionTimestamp !== undefined);
  if (leaving) {
    const { spec, status } = leaving;
    return `volume ${volume} is still attached to node ${spec.nodeName}: ${told(status?.detachError) ?? 'its driver has not detached it'}`;
  }
  const refused = own.find(({ status }) => status?.attached !== true && told(status?.attachError) !== undefined);
  if (!refused) return undefined;
  return `volume ${volume} cannot be attached to node ${refused.spec.nodeName}: ${told(refused.status?.attachError)}`;
}

/** What the driver says, in one line. */
function told(error: { message?: string } | undefined): string | undefined {
  const message = error?.message?.trim().replaceAll(/\s*\n\s*/g, ' ');
  return message === undefined || message === '' ? undefined : redacted(message);
}
