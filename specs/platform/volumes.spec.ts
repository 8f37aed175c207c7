import { check, forEach, inventory, judgeKept, refOf, volumes, whyNotTested } from 'shakedown';

describe('Every default StorageClass makes volumes that keep what was written', () => {
  const { storage } = inventory().config;

  forEach('storageClasses', (found, id) => {
    const { name } = refOf(found);
    const skip = whyNotTested(found, storage.classes);

    check(
      `what a pod writes to a volume of StorageClass ${name} is read by the next pod, and the volume is removed`,
      { id, uses: [volumes], safety: 'own', skip, within: '10m' },
      async ({ volumes, measure, note, conclude }) => {
        await using volume = await volumes.claim(name);

        const written = await volume.write();
        const read = await volume.read(written.node);

        conclude(judgeKept(written.account, read.account, read.node));
        measure({ id: 'written', value: written.seconds, unit: 'seconds' });
        measure({ id: 'read', value: read.seconds, unit: 'seconds' });
        if (read.node === written.node) note('the volume stays on its node, where the next pod read it');
        if (found.allowVolumeExpansion) {
          const expanded = await volume.expand();
          conclude(judgeKept(written.account, expanded.account, expanded.node));
          measure({ id: 'expanded', value: expanded.seconds, unit: 'seconds' });
        }
        measure({ id: 'removed', value: await volume.remove(), unit: 'seconds' });
      },
    );
  });
});
