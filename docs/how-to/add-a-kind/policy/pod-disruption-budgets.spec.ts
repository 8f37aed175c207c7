import { check, disappeared, forEach, looksAt, notYet, part, ready, refOf, type Condition, type Kind } from 'shakedown';

interface Budget {
  spec: { minAvailable?: number | string };
  status?: { disruptionsAllowed: number; currentHealthy: number; desiredHealthy: number };
}

const kind: Kind<Budget> = {
  group: 'policy',
  version: 'v1',
  resource: 'poddisruptionbudgets',
  kind: 'PodDisruptionBudget',
  namespaced: true,
};
const budgets = await part({
  kind,
  id: 'policy/pdb',
  byLabels: true,
  sample: { spec: { minAvailable: 1 }, status: { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1 } },
});

describe('Every PodDisruptionBudget lets a node be drained', () => {
  forEach(budgets, (found, id) => {
    const ref = refOf(found);
    const allowsEviction: Condition<Budget | undefined> = {
      title: `the budget ${ref.path} allows an eviction`,
      rights: [looksAt(kind)],
      todo: `kubectl -n ${ref.namespace} describe poddisruptionbudget ${ref.name}`,
      read: (look) => look.get(kind, ref, { wholeCluster: true }),
      judge: (budget) => {
        if (!budget) return disappeared('it was deleted meanwhile');
        if (!budget.status) return notYet('its controller has not looked at it yet');
        const { disruptionsAllowed, currentHealthy, desiredHealthy } = budget.status;
        if (disruptionsAllowed > 0) return ready();
        return notYet(`${currentHealthy} pods are healthy and ${desiredHealthy} have to be: none may be evicted`);
      },
    };

    check(allowsEviction.title, { id, uses: allowsEviction.rights }, async ({ cluster }) => {
      await cluster.until(allowsEviction);
    });
  });
});
