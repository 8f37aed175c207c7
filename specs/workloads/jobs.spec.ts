import { check, forEach, inventory, job, refOf } from 'shakedown';

describe('No Job has failed', () => {
  forEach(inventory().jobs, 'jobs', (found) => {
    const ref = refOf(found);
    const notFailed = job(ref).hasNotFailed();

    check(notFailed.title, { id: `workloads/job/${ref.path}`, uses: notFailed.rights }, async ({ cluster }) => {
      await cluster.until(notFailed);
    });
  });
});
