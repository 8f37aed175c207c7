import { check, forEach, inventory, node, refOf } from 'shakedown';

describe('Every node can take work', () => {
  forEach(inventory().nodes, 'nodes', (found) => {
    const { name } = refOf(found);
    const ready = node(name).isReady();

    check(ready.title, { id: `workloads/node/${name}`, uses: ready.rights }, async ({ cluster }) => {
      await cluster.until(ready);
    });
  });
});
