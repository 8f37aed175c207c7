import { check, cronJob, forEach, inventory, refOf } from 'shakedown';

describe('No CronJob fails or has stopped', () => {
  const { failedWithin, hangsAfter } = inventory().config.jobs;

  forEach('cronJobs', (found, id) => {
    const succeeds = cronJob(refOf(found)).succeeds({ failedWithin, hangsAfter });

    check(succeeds.title, { id, uses: [succeeds] }, async ({ cluster }) => {
      await cluster.until(succeeds);
    });
  });
});
