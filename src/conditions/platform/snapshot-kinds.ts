import type { Kind } from '../../cluster/kinds/kind.ts';

interface Metadata {
  name?: string;
  namespace?: string;
  uid?: string;
  deletionTimestamp?: string;
}

/** https://kubernetes.io/docs/concepts/storage/volume-snapshot-classes/ */
export interface VolumeSnapshotClass {
  metadata?: Metadata;
  driver: string;
  deletionPolicy: string;
}

/** https://kubernetes.io/docs/concepts/storage/volume-snapshots/ */
export interface VolumeSnapshot {
  metadata?: Metadata;
  spec?: { volumeSnapshotClassName?: string; source?: { persistentVolumeClaimName?: string } };
  status?: {
    readyToUse?: boolean;
    boundVolumeSnapshotContentName?: string;
    error?: { message?: string; time?: string };
  };
}

/** What the driver keeps of a snapshot, as a PersistentVolume is what it keeps of a claim. */
export interface VolumeSnapshotContent {
  metadata?: Metadata;
  spec?: { deletionPolicy?: string };
}

const COMMON = { group: 'snapshot.storage.k8s.io', version: 'v1' } as const;

/** The kinds of snapshots of volumes; a cluster may lack them. */
export const snapshotKinds = {
  volumeSnapshotClasses: {
    ...COMMON,
    ...{ resource: 'volumesnapshotclasses', kind: 'VolumeSnapshotClass', namespaced: false },
  } as Kind<VolumeSnapshotClass>,
  volumeSnapshots: {
    ...COMMON,
    ...{ resource: 'volumesnapshots', kind: 'VolumeSnapshot', namespaced: true },
  } as Kind<VolumeSnapshot>,
  volumeSnapshotContents: {
    ...COMMON,
    ...{ resource: 'volumesnapshotcontents', kind: 'VolumeSnapshotContent', namespaced: false },
  } as Kind<VolumeSnapshotContent>,
};
