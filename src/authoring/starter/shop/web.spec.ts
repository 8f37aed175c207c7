// An example to start from: replace it by what your cluster must do.
import { check, deployment } from 'shakedown';

describe('The shop is open', () => {
  const web = deployment({ namespace: 'shop', name: 'web' }).hasDesiredReplicas();

  check('the web tier has its replicas', { id: 'shop/web', uses: [web] }, async ({ cluster }) => {
    await cluster.until(web, { within: '2m' });
  });
});
