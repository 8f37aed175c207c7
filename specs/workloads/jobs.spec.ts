import { check, forEach, job, refOf } from 'shakedown';

describe('No Job has failed', () => {
  forEach('jobs', (found, id) => {
    const ref = refOf(found);
    const notFailed = job(ref).hasNotFailed();

    check(notFailed.title, { id, uses: [notFailed] }, async ({ cluster }) => {
      await cluster.until(notFailed);
    });
  });
});
