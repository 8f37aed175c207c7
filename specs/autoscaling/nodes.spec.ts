import { check, inventory, longestSearch, nodes } from 'shakedown';

describe('Nodes come and go with the load', () => {
  check(
    'nodes are added for pods that fit on no other, run them, and are removed when the pods are gone',
    {
      id: 'autoscaling/nodes',
      uses: [nodes],
      safety: 'disruptive',
      within: longestSearch(inventory().config),
    },
    async ({ nodes, locks, measure, note, conclude }) => {
      await using sought = await nodes.seek();
      try {
        await locks.hold('nodes', () => sought.come());
        await sought.go();
      } finally {
        for (const { id, seconds, budget, budgetReason } of sought.figures())
          measure({ id, value: seconds, unit: 'seconds', ...(budget && { budget, budgetReason }) });
        sought.notes().forEach(note);
      }
      conclude(sought.verdict());
    },
  );
});
