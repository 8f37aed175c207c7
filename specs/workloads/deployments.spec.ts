import { check, forEach, deployment, refOf } from 'shakedown';

describe('Every Deployment is at its desired replicas', () => {
  forEach('deployments', (found, id) => {
    const ref = refOf(found);
    const atDesired = deployment(ref).hasDesiredReplicas();

    check(atDesired.title, { id, uses: [atDesired] }, async ({ cluster, measure, note }) => {
      const { seconds, dips, remark } = await cluster.until(atDesired);
      measure({ id: 'settled', value: seconds, unit: 'seconds' });
      measure({ id: 'dips', value: dips, unit: 'count' });
      if (remark !== undefined) note(remark);
    });
  });
});
