import { check, forEach, hpa, inventory, refOf } from 'shakedown';

describe('Every HPA reads its metrics and knows its target', () => {
  const { failAtMaximum } = inventory().config.autoscaling;

  forEach('horizontalPodAutoscalers', (found, id) => {
    const isHealthy = hpa(refOf(found)).isHealthy({ failAtMaximum });

    check(isHealthy.title, { id, uses: [isHealthy] }, async ({ cluster, measure, note }) => {
      const { seen, seconds } = await cluster.until(isHealthy);
      measure({ id: 'settled', value: seconds, unit: 'seconds' });
      if (seen.held) note(seen.held);
    });
  });
});
