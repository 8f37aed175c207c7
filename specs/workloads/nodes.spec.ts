import { check, forEach, kubeletAnswers, node, refOf } from 'shakedown';

describe('Every node can take work', () => {
  forEach('nodes', (found, id) => {
    const { name } = refOf(found);
    const ready = node(name).isReady();

    check(
      `node ${name} is ready and its kubelet answers`,
      { id, uses: [ready, kubeletAnswers], safety: 'own' },
      async ({ cluster, agents, measure }) => {
        const { seen } = await cluster.until(ready);
        if (seen.node?.spec?.unschedulable) measure({ id: 'cordoned', value: 1, unit: 'count' });

        const agent = await agents.on(name);
        await cluster.until(kubeletAnswers(agent));
      },
    );
  });
});
