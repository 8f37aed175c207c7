import { check, forEach, podDisruptionBudget, refOf } from 'shakedown';

describe('Every PodDisruptionBudget can be satisfied', () => {
  forEach('podDisruptionBudgets', (found, id) => {
    const satisfied = podDisruptionBudget(refOf(found)).isSatisfied();

    check(satisfied.title, { id, uses: [satisfied] }, async ({ cluster, measure, note }) => {
      const { seen, seconds, dips } = await cluster.until(satisfied);
      measure({ id: 'settled', value: seconds, unit: 'seconds' });
      measure({ id: 'dips', value: dips, unit: 'count' });
      measure({ id: 'disruptions-allowed', value: seen.pdb?.status?.disruptionsAllowed ?? 0, unit: 'count' });
      if (seen.blocksDrains) note(seen.blocksDrains);
    });
  });
});
