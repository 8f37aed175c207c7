import { check, forEach, hpa, refOf } from 'shakedown';

describe('Every HPA reads its metrics, knows its target, and is not held at its maximum', () => {
  forEach('horizontalPodAutoscalers', (found, id) => {
    const ref = refOf(found);
    const isHealthy = hpa(ref).isHealthy();

    check(isHealthy.title, { id, uses: [isHealthy] }, async ({ cluster, measure }) => {
      const { seconds } = await cluster.until(isHealthy);
      measure({ id: 'settled', value: seconds, unit: 'seconds' });
    });
  });
});
