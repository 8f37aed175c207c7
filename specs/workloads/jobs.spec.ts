import { check, forEach, inventory, job, refOf, whySuperseded } from 'shakedown';

describe('No Job has failed', () => {
  const { jobs } = inventory();

  forEach('jobs', (found, id) => {
    const ref = refOf(found);
    const notFailed = job(ref).hasNotFailed();

    const skip = whySuperseded(found, 'items' in jobs ? jobs.items : []);

    check(notFailed.title, { id, uses: [notFailed], skip }, async ({ cluster }) => {
      await cluster.until(notFailed);
    });
  });
});
