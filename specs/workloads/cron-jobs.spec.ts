import { check, cronJob, forEach, refOf } from 'shakedown';

describe('No CronJob fails', () => {
  forEach('cronJobs', (found, id) => {
    const succeeds = cronJob(refOf(found)).succeeds();

    check(succeeds.title, { id, uses: [succeeds] }, async ({ cluster }) => {
      await cluster.until(succeeds);
    });
  });
});
