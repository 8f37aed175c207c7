import { check, forEach, hpa, inventory, refOf } from 'shakedown';

describe('Every HPA reads its metrics, knows its target, and is not held at its maximum', () => {
  forEach(inventory().horizontalPodAutoscalers, 'horizontalPodAutoscalers', (found) => {
    const ref = refOf(found);
    const isWell = hpa(ref).isWell();

    check(isWell.title, { id: `autoscaling/hpa/${ref.path}`, uses: isWell.rights }, async ({ cluster, measure }) => {
      const { seconds } = await cluster.until(isWell);
      measure({ id: 'settled', value: seconds, unit: 'seconds' });
    });
  });
});
