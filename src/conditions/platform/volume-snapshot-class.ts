import type { VolumeSnapshotClass } from './snapshot-kinds.ts';
import { whyNotTested, type StorageClass } from './storage-class.ts';

/** With which StorageClass a VolumeSnapshotClass is tested, or why it is not. */
export type SnapshotSource = { storageClass: string; skip?: never } | { storageClass?: never; skip: string };

/**
 * The StorageClass of whose volume a snapshot is taken: of those whose volumes are tested, the first by name that has the driver of the
 * VolumeSnapshotClass. Pure.
 * @param named classes that the configuration names. @default those that are the default
 */
export function snapshotSource(
  { driver, deletionPolicy }: VolumeSnapshotClass,
  classes: readonly StorageClass[],
  named: readonly string[],
): SnapshotSource {
  if (deletionPolicy === 'Retain')
    return {
      skip: 'its snapshots are kept when they are deleted (deletionPolicy Retain), so the test would leave one behind',
    };
  const names = classes
    .filter((one) => one.provisioner === driver && whyNotTested(one, named) === undefined)
    .map(({ metadata }) => metadata?.name ?? '');
  const [storageClass] = names.toSorted();
  return storageClass === undefined
    ? { skip: `no StorageClass whose volumes are tested has its driver, ${driver}` }
    : { storageClass };
}
