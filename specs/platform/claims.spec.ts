import { check, forEach, persistentVolumeClaim, refOf } from 'shakedown';

describe('Every PersistentVolumeClaim has its volume, or rightly waits for its first pod', () => {
  forEach('persistentVolumeClaims', (found, id) => {
    const bound = persistentVolumeClaim(refOf(found)).isBound();

    check(bound.title, { id, uses: [bound] }, async ({ cluster, measure }) => {
      const { seconds } = await cluster.until(bound);
      measure({ id: 'settled', value: seconds, unit: 'seconds' });
    });
  });
});
