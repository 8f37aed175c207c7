import { check, forEach, inventory, judgeKept, refOf, snapshots, snapshotSource, volumes } from 'shakedown';

describe('Every VolumeSnapshotClass takes snapshots that have what was written', () => {
  const { config, storageClasses: classes } = inventory();
  const storageClasses = 'items' in classes ? classes.items : [];

  forEach('volumeSnapshotClasses', (found, id) => {
    const { name } = refOf(found);
    const { storageClass, skip } = snapshotSource(found, storageClasses, config.storage.classes);

    check(
      `what a pod wrote is in a volume that is restored from a snapshot of VolumeSnapshotClass ${name}`,
      { id, uses: [volumes, snapshots], safety: 'own', skip, within: '15m' },
      async ({ volumes, measure, conclude }) => {
        await using volume = await volumes.claim(storageClass ?? '');
        const written = await volume.write();

        await using snapshot = await volume.snapshot(name);
        await using restored = await volumes.claim(storageClass ?? '', snapshot.ref.name);
        const read = await restored.read(written.node);

        conclude(judgeKept(written.account, read.account, read.node));
        measure({ id: 'ready', value: snapshot.seconds, unit: 'seconds' });
        measure({ id: 'restored', value: read.seconds, unit: 'seconds' });
        await restored.remove();
        measure({ id: 'removed', value: await snapshot.remove(), unit: 'seconds' });
      },
    );
  });
});
