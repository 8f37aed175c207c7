import { check, forEach, inventory, kubeletAnswers, milliseconds, node, refOf, timeWithAgents } from 'shakedown';

describe('Every node can take work', () => {
  const { config } = inventory();

  forEach('nodes', (found, id) => {
    const { name } = refOf(found);
    const ready = node(name).isReady();

    check(
      `node ${name} is ready and its kubelet answers`,
      {
        id,
        uses: [ready, kubeletAnswers],
        safety: 'own',
        // It settles twice: the node before the agents are there, its kubelet after that.
        within: `${milliseconds(timeWithAgents(config)) + milliseconds(config.time.settle)}ms`,
      },
      async ({ cluster, agents, measure }) => {
        const { seen } = await cluster.until(ready);
        if (seen.node?.spec?.unschedulable) measure({ id: 'cordoned', value: 1, unit: 'count' });

        const agent = await agents.on(name);
        await cluster.until(kubeletAnswers(agent));
      },
    );
  });
});
