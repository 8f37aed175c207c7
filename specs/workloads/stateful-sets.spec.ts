import { check, forEach, statefulSet, refOf } from 'shakedown';

describe('Every StatefulSet is at its desired replicas', () => {
  forEach('statefulSets', (found, id) => {
    const ref = refOf(found);
    const atDesired = statefulSet(ref).hasDesiredReplicas();

    check(atDesired.title, { id, uses: [atDesired] }, async ({ cluster, measure, note }) => {
      const { seconds, dips, remark } = await cluster.until(atDesired);
      measure({ id: 'settled', value: seconds, unit: 'seconds' });
      measure({ id: 'dips', value: dips, unit: 'count' });
      if (remark !== undefined) note(remark);
    });
  });
});
