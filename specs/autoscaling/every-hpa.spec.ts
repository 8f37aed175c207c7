import { check, forEach, hpa, inventory, refOf } from 'shakedown';

describe('Every HPA reads its metrics, knows its target, and is not held at its maximum', () => {
  forEach(inventory().horizontalPodAutoscalers, 'horizontalPodAutoscalers', (found) => {
    const ref = refOf(found);
    const isHealthy = hpa(ref).isHealthy();

    check(isHealthy.title, { id: `autoscaling/hpa/${ref.path}`, uses: [isHealthy] }, async ({ cluster, measure }) => {
      const { seconds } = await cluster.until(isHealthy);
      measure({ id: 'settled', value: seconds, unit: 'seconds' });
    });
  });
});
