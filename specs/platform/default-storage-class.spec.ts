import { check, oneDefaultStorageClass } from 'shakedown';

describe('Claims that name no StorageClass get one', () => {
  const oneDefault = oneDefaultStorageClass();

  check(
    oneDefault.title,
    { id: 'platform/default-storage-class', uses: [oneDefault] },
    async ({ cluster, measure, absent }) => {
      const { seen } = await cluster.until(oneDefault);
      if (seen.length === 0) absent('storage', 'there is no StorageClass');
      measure({ id: 'storage-classes', value: seen.length, unit: 'count' });
    },
  );
});
