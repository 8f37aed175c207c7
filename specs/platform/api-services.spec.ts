import { apiService, check, forEach, refOf } from 'shakedown';

describe('Every aggregated API is available', () => {
  forEach('apiServices', (found, id) => {
    const available = apiService(refOf(found).name).isAvailable();

    check(available.title, { id, uses: [available] }, async ({ cluster, measure }) => {
      const { seconds } = await cluster.until(available);
      measure({ id: 'settled', value: seconds, unit: 'seconds' });
    });
  });
});
