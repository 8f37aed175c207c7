import type { Ref } from '../../cluster/kinds/kind.ts';
import { snapshotKinds, type VolumeSnapshot } from '../../conditions/platform/snapshot-kinds.ts';
import { disappeared, notYet, ready, type Condition, type Observation } from '../../conditions/waiting/condition.ts';
import { redacted } from '../../redaction/redacted.ts';

/** A volume can be created from a snapshot. */
export function isReadyToUse(ref: Required<Ref>): Condition<VolumeSnapshot | undefined> {
  return {
    title: `volumesnapshot ${ref.namespace}/${ref.name} is ready to use`,
    rights: [],
    todo: `kubectl -n ${ref.namespace} describe volumesnapshot ${ref.name}`,
    read: (look) => look.get(snapshotKinds.volumeSnapshots, ref),
    judge: judgeSnapshot,
  };
}

/**
 * Judges how far a snapshot is; pure. The controller that all drivers share binds it to its content, and a sidecar of the driver says when that is ready.
 * https://kubernetes.io/docs/concepts/storage/volume-snapshots/#introduction
 */
export function judgeSnapshot(snapshot: VolumeSnapshot | undefined): Observation {
  if (!snapshot) return disappeared('somebody has deleted it');
  const { readyToUse, error, boundVolumeSnapshotContentName: content } = snapshot.status ?? {};
  if (readyToUse === true) return ready();
  const message = error?.message?.trim().replaceAll(/\s*\n\s*/g, ' ');
  if (message !== undefined && message !== '') return notYet(redacted(message));
  return content === undefined
    ? notYet('the snapshot controller has bound it to no VolumeSnapshotContent')
    : notYet(`its driver does not say that ${content} is ready to use`);
}
