import { check, forEach, refOf, standalonePod } from 'shakedown';

describe('Every static pod, and every pod of kube-system that no controller looks after, runs', () => {
  forEach('pods', (found, id) => {
    const healthy = standalonePod(refOf(found)).isHealthy();

    check(healthy.title, { id, uses: [healthy] }, async ({ cluster, measure }) => {
      const { seconds } = await cluster.until(healthy);
      measure({ id: 'settled', value: seconds, unit: 'seconds' });
    });
  });
});
