import { check, forEach, inventory, kubeletAnswers, milliseconds, node, refOf, timeWithAgents } from 'shakedown';

describe('Every node can take work', () => {
  const { config, nodes } = inventory();

  forEach(nodes, 'nodes', (found) => {
    const { name } = refOf(found);
    const ready = node(name).isReady();

    check(
      `node ${name} is ready and its kubelet answers`,
      {
        id: `workloads/node/${name}`,
        uses: [ready, kubeletAnswers],
        safety: 'own',
        // It settles twice: the node before the agents are there, its kubelet after that.
        within: `${milliseconds(timeWithAgents(config)) + milliseconds(config.time.settle)}ms`,
      },
      async ({ cluster, agents }) => {
        await cluster.until(ready);
        const agent = await agents.on(name);
        await cluster.until(kubeletAnswers(agent));
      },
    );
  });
});
