import { check, forEach, inventory, job, refOf, whySuperseded } from 'shakedown';

describe('No Job has failed', () => {
  const { jobs } = inventory();

  forEach('jobs', (found, id) => {
    const ref = refOf(found);
    const notFailed = job(ref).hasNotFailed();

    check(notFailed.title, { id, uses: [notFailed] }, async ({ cluster, skip }) => {
      const superseded = whySuperseded(found, 'items' in jobs ? jobs.items : []);
      if (superseded) skip(superseded);

      await cluster.until(notFailed);
    });
  });
});
