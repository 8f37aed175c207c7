import { check, forEach, isTerminating, kinds, namespaceDeletion, part, refOf } from 'shakedown';

const deleted = await part({
  kind: kinds.namespaces,
  id: 'platform/namespace',
  byLabels: false,
  among: { selections: [{ fieldSelector: 'status.phase=Terminating' }], only: (one) => isTerminating(one) },
  sample: { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' }, status: { phase: 'Terminating' } },
});

describe('Every namespace that is being deleted goes', () => {
  forEach(deleted, (found, id) => {
    const ends = namespaceDeletion(refOf(found).name).ends();

    check(ends.title, { id, uses: [ends] }, async ({ cluster, measure }) => {
      const { seconds } = await cluster.until(ends);
      measure({ id: 'gone', value: seconds, unit: 'seconds' });
    });
  });
});
