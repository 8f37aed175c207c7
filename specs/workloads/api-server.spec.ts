import { apiServerIsReady, check } from 'shakedown';

describe('The API server is ready', () => {
  const isReady = apiServerIsReady();

  check(isReady.title, { id: 'workloads/api-server', uses: [isReady] }, async ({ cluster }) => {
    await cluster.until(isReady);
  });
});
