import { check, forEach, inventory, job, refOf } from 'shakedown';

describe('No Job has failed or is stuck', () => {
  const { failedWithin, hangsAfter } = inventory().config.jobs;

  forEach('jobs', (found, id) => {
    const notFailed = job(refOf(found)).hasNotFailed({ failedWithin, hangsAfter });

    check(notFailed.title, { id, uses: [notFailed] }, async ({ cluster }) => {
      await cluster.until(notFailed);
    });
  });
});
