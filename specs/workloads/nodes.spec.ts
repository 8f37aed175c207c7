import { check, forEach, inventory, kubeletAnswers, node, refOf } from 'shakedown';

describe('Every node can take work', () => {
  const { nodes } = inventory().config;

  forEach('nodes', (found, id) => {
    const { name } = refOf(found);
    const ready = node(name).isReady(nodes);

    check(
      `node ${name} is ready and its kubelet answers`,
      { id, uses: [ready, kubeletAnswers], safety: 'own' },
      async ({ cluster, agents, measure, note }) => {
        const { seen } = await cluster.until(ready);
        for (const remark of seen.remarks ?? []) note(remark);
        if (seen.node?.spec?.unschedulable) measure({ id: 'cordoned', value: 1, unit: 'count' });
        if (seen.withoutAgent !== undefined) return;

        const agent = await agents.on(name);
        await cluster.until(kubeletAnswers(agent));
      },
    );
  });
});
